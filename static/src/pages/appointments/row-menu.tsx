// What else there is about a visit, behind one button.
import { CalendarPlus, Ellipsis, History, SquarePen } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { calendarFileOf } from '@/api/visits'

const ITEM =
  'flex min-h-11 cursor-pointer items-center gap-2.5 rounded-base px-3 outline-none data-[highlighted]:bg-sunken'

interface RowMenuProps {
  appointmentId: string
  /** Says which visit it is about. */
  label: string
  /** Whether it is still to be kept in mind. */
  upcoming: boolean
  /** Null where there is nobody to write to. */
  onWrite: (() => void) | null
  onHistory: () => void
}

export function RowMenu({ appointmentId, label, upcoming, onWrite, onHistory }: RowMenuProps) {
  const { t } = useTranslation()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={label}
        data-testid="more"
        className="inline-flex size-11 shrink-0 items-center justify-center rounded-base text-ink-soft transition-colors duration-150 hover:bg-sunken hover:text-ink"
      >
        <Ellipsis aria-hidden className="size-5" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.getElementById('page')}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={12}
          className="animate-arrives z-30 min-w-56 rounded-base border border-line bg-surface p-1.5 shadow-raised"
        >
          {upcoming && (
            <DropdownMenu.Item asChild>
              <a href={calendarFileOf(appointmentId)} download="visit.ics" className={ITEM}>
                <CalendarPlus aria-hidden className="size-4 text-ink-soft" />
                {t('appointments.addToCalendar')}
              </a>
            </DropdownMenu.Item>
          )}
          {onWrite && (
            <DropdownMenu.Item onSelect={onWrite} className={ITEM}>
              <SquarePen aria-hidden className="size-4 text-ink-soft" />
              {t('messages.writeTo')}
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item onSelect={onHistory} className={ITEM}>
            <History aria-hidden className="size-4 text-ink-soft" />
            {t('history.open')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
