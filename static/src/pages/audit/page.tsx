// The audit trail: who did what to whose data. What is looked for is in the address.
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { auditExportAddress } from '@/api/audit'
import { Gate } from '@/session/gate'
import { buttonLook } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { AuditFilters } from './audit-filters'
import { EntryList } from './entry-list'
import { auditFilterOf, isNarrowed } from './search'
import { VerifySection } from './verify-section'

export function AuditPage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('audit.title')} roles={['admin']}>
      {() => <Audit />}
    </Gate>
  )
}

function Audit() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/admin/audit' })
  const navigate = useNavigate({ from: '/admin/audit' })
  const filter = auditFilterOf(search)
  return (
    <div className="flex flex-col gap-6">
      <PageHead title={t('audit.title')} lead={t('audit.lead')} />
      <VerifySection />
      <AuditFilters
        search={search}
        onChange={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
      />
      <div className="flex flex-wrap items-center gap-2">
        <a href={auditExportAddress(filter)} download data-testid="export" className={buttonLook('secondary')}>
          <Download aria-hidden className="size-4" />
          {t(isNarrowed(search) ? 'audit.exportFound' : 'audit.exportAll')}
        </a>
        {isNarrowed(search) && (
          <Link to="/admin/audit" className={buttonLook('quiet')}>
            {t('audit.showAll')}
          </Link>
        )}
      </div>
      <EntryList filter={filter} narrowed={isNarrowed(search)} />
    </div>
  )
}
