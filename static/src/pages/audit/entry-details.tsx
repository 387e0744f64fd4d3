// All that an entry says; whom and what it names leads to the other entries about it.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { auditedPersonQuery } from '@/api/audit'
import type { AuditEntry } from '@/api/types'
import type { AuditSearch } from './search'

export function EntryDetails({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation()
  const { actor_id: actor, patient_id: patient, object_id: object, request_id: request } = entry
  return (
    <dl className="animate-arrives grid gap-x-8 gap-y-3 border-t border-line bg-paper px-4 py-4 text-small sm:grid-cols-2 sm:px-10">
      <Fact name={t('audit.actor')}>
        {t(`audit.actors.${entry.actor_kind}`)}
        {actor && <Named id={actor} person={entry.actor_kind === 'user'} search={{ actor }} />}
      </Fact>
      {patient && (
        <Fact name={t('audit.patient')}>
          <Named id={patient} person search={{ patient }} />
        </Fact>
      )}
      <Fact name={t('audit.object')}>
        {entry.object_kind}
        {object && <Named id={object} search={{ object }} />}
      </Fact>
      {request && (
        <Fact name={t('audit.request')}>
          <Named id={request} search={{ request }} />
        </Fact>
      )}
      {entry.ip && (
        <Fact name={t('audit.ip')}>
          <code className="select-all">{entry.ip}</code>
        </Fact>
      )}
      <Fact name={t('audit.entry')}>
        <code className="wrap-anywhere select-all">{entry.id}</code>
      </Fact>
      {Object.keys(entry.detail).length > 0 && (
        <div className="min-w-0 sm:col-span-2">
          <dt className="text-ink-faint">{t('audit.detail')}</dt>
          <dd>
            <pre className="mt-1 rounded-base bg-sunken p-3 whitespace-pre-wrap wrap-anywhere">
              {JSON.stringify(entry.detail, null, 2)}
            </pre>
          </dd>
        </div>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

interface NamedProps {
  id: string
  /** It is somebody's, whose name is looked up. */
  person?: boolean
  search: AuditSearch
}

function Named({ id, person = false, search }: NamedProps) {
  const { t } = useTranslation()
  const { data } = useQuery({ ...auditedPersonQuery(id), enabled: person, retry: false })
  return (
    <span className="block">
      {data && (
        <span className="block font-semibold">
          {data.first_name} {data.last_name}
        </span>
      )}
      <code className="block wrap-anywhere select-all">{id}</code>
      <Link to="/admin/audit" search={search} className="font-semibold text-action-ink underline underline-offset-2">
        {t('audit.all')}
        <span className="sr-only"> {id}</span>
      </Link>
    </span>
  )
}
