// Around the pages of a clinic: which clinic it is, what else there is about it, and whom these pages are for.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Building2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { clinicsQuery } from '@/api/clinics'
import type { User } from '@/api/types'
import { Gate } from '@/session/gate'
import { SelectField } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { tabLink } from '@/ui/tab-link'
import { clinicHere, clinicsOf } from './clinic-here'
import type { ClinicHere } from './clinic-here'

interface ClinicFrameProps {
  title: string
  lead: string
  children: (clinic: ClinicHere) => ReactNode
}

export function ClinicFrame(props: ClinicFrameProps) {
  return (
    <Gate title={props.title} roles={['staff', 'admin']}>
      {(user) => <Clinic user={user} {...props} />}
    </Gate>
  )
}

function Clinic({ user, title, lead, children }: ClinicFrameProps & { user: User }) {
  const { t } = useTranslation()
  const { clinic: chosen } = useSearch({ strict: false })
  const all = useQuery({ ...clinicsQuery, enabled: user.role === 'admin' })
  const known = user.role !== 'admin' || all.data !== undefined
  const clinics = clinicsOf(user, all.data ?? [])
  const here = clinicHere(clinics, chosen)
  return (
    <div className="flex flex-col gap-6">
      <PageHead title={title} lead={lead}>
        {/* One is no choice, unless the address names another. */}
        {clinics.length > (here ? 1 : 0) && <ClinicChoice clinics={clinics} here={here} />}
      </PageHead>
      <ClinicTabs />
      {all.error && !known ? (
        <ErrorState error={all.error} onRetry={() => void all.refetch()} />
      ) : !known ? (
        <Skeleton className="h-96" />
      ) : here ? (
        // What was opened or shown for one clinic does not stay for another.
        <div key={here.id} className="flex flex-col gap-6">
          {children(here)}
        </div>
      ) : (
        <EmptyState
          icon={<Building2 aria-hidden className="size-6" />}
          title={t(chosen === undefined ? 'clinic.noneTitle' : 'clinic.notYoursTitle')}
        >
          {t(chosen === undefined ? 'clinic.none' : 'clinic.notYours')}
        </EmptyState>
      )}
    </div>
  )
}

function ClinicChoice({ clinics, here }: { clinics: ClinicHere[]; here: ClinicHere | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <div className="w-full sm:w-72">
      <SelectField
        label={t('clinic.choose')}
        value={here?.id ?? ''}
        onChange={(choice) => void navigate({ to: '.', search: { clinic: choice.target.value } })}
      >
        {!here && <option value="">{t('invite.noClinic')}</option>}
        {clinics.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
    </div>
  )
}

const TABS = [
  { to: '/clinic', name: 'members' },
  { to: '/clinic/closures', name: 'closures' },
  { to: '/clinic/api-keys', name: 'apiKeys' },
] as const

function ClinicTabs() {
  const { t } = useTranslation()
  const { clinic } = useSearch({ strict: false })
  return (
    <nav aria-label={t('clinic.pages')}>
      <ul className="flex flex-wrap gap-1">
        {TABS.map(({ to, name }) => (
          <li key={to}>
            <Link to={to} search={{ clinic }} activeOptions={{ exact: true, includeSearch: false }} {...tabLink}>
              {t(`clinic.${name}`)}
            </Link>
          </li>
        ))}
        {/* On a phone there may be no other way there. */}
        <li className="lg:hidden">
          <Link to="/desk" search={{ clinic }} {...tabLink}>
            {t('nav.desk')}
          </Link>
        </li>
        <li className="lg:hidden">
          <Link to="/schedule" {...tabLink}>
            {t('nav.hours')}
          </Link>
        </li>
      </ul>
    </nav>
  )
}
