// One entry of the trail: a line of it, and all that is known behind it.
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '@/api/types'
import { Badge } from '@/ui/badge'
import { Instant } from '@/ui/instant'
import { EntryDetails } from './entry-details'

export function EntryRow({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <li data-testid="audit-entry" data-action={entry.action}>
      <details className="group" open={open} onToggle={(toggle) => setOpen(toggle.currentTarget.open)}>
        <summary
          data-row
          className="grid cursor-pointer list-none grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-3 py-2.5 hover:bg-sunken sm:px-4 md:grid-cols-[auto_12rem_minmax(0,1fr)_minmax(0,1fr)_6rem] [&::-webkit-details-marker]:hidden"
        >
          <ChevronRight
            aria-hidden
            className="size-4 text-ink-faint transition-transform duration-150 group-open:rotate-90"
          />
          <Instant at={entry.at} className="text-small text-ink-soft max-md:col-start-2 max-md:row-start-2" />
          <code className="truncate text-small font-semibold max-md:col-start-2 max-md:row-start-1">{entry.action}</code>
          <span className="truncate text-small text-ink-soft max-md:col-start-2 max-md:row-start-3">
            {t(`audit.actors.${entry.actor_kind}`)}
            {entry.actor_id && <code> …{entry.actor_id.slice(-8)}</code>}
          </span>
          <span className="text-right max-md:col-start-3 max-md:row-span-3 max-md:row-start-1">
            <Badge tone={entry.outcome === 'ok' ? 'over' : 'waiting'}>{t(`audit.outcomes.${entry.outcome}`)}</Badge>
          </span>
        </summary>
        {open && <EntryDetails entry={entry} />}
      </details>
    </li>
  )
}
