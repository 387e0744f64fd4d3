// Deliveries: how the channels stand, and what became of each message. What is looked for is in the address.
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { BookOpenText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Gate } from '@/session/gate'
import { buttonLook } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { DeliveryFilters } from './delivery-filters'
import { DeliveryList } from './delivery-list'
import { FiguresSection } from './figures-section'
import { ReplayMany } from './replay-many'
import { isNarrowed } from './search'

export function DeliveriesPage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('deliveries.title')} roles={['admin']}>
      {() => <Deliveries />}
    </Gate>
  )
}

function Deliveries() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/admin/deliveries' })
  const navigate = useNavigate({ from: '/admin/deliveries' })
  return (
    <div className="flex flex-col gap-6">
      <PageHead title={t('deliveries.title')} lead={t('deliveries.lead')}>
        <Link to="/admin/templates" className={buttonLook('secondary')}>
          <BookOpenText aria-hidden className="size-4" />
          {t('deliveries.toTemplates')}
        </Link>
      </PageHead>
      <FiguresSection />
      <DeliveryFilters
        search={search}
        onChange={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
      />
      <div className="flex flex-wrap items-center gap-2 empty:hidden">
        {search.state === 'dead' && <ReplayMany search={search} />}
        {isNarrowed(search) && (
          <Link to="/admin/deliveries" resetScroll={false} className={buttonLook('quiet')}>
            {t('deliveries.showAll')}
          </Link>
        )}
      </div>
      <DeliveryList search={search} />
    </div>
  )
}
