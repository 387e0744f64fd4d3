// What became of a move: done, with the way back; or refused, with the reason and what could be done instead.
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { dayIn } from '@/time/days'
import { whenOf } from '@/time/when-of'
import { IconButton } from '@/ui/button'
import { Toast } from '@/ui/toast'
import { useTakesFocus } from '@/ui/use-takes-focus'
import { Instead } from './instead'
import { alternativesOf, isOverridable } from './refused'
import type { Mover, RefusedMove } from './use-move'
import { useReasonText } from './use-reason-text'

interface MoveOutcomeProps {
  mover: Mover
  zone: string
  /** A dialog that is open tells of its refusals itself. */
  asking: boolean
}

export function MoveOutcome({ mover, zone, asking }: MoveOutcomeProps) {
  const { t } = useTranslation()
  const { moved, refused } = mover
  const name = moved?.visit.patient_name ?? t('today.aPatient')
  return (
    <>
      {refused && !asking && <Refused key={refused.wanted.startsAt} refused={refused} mover={mover} zone={zone} />}
      {moved && (
        <Toast
          key={`${moved.visit.id} ${moved.visit.version}`}
          action={moved.undone ? undefined : { label: t('move.undo'), onAct: mover.undo, busy: mover.moving }}
          onClose={mover.forget}
        >
          {t(moved.undone ? 'move.movedBack' : 'move.moved', { name, when: whenOf(moved.visit.starts_at, zone) })}
        </Toast>
      )}
    </>
  )
}

function Refused({ refused: { wanted, error }, mover, zone }: { refused: RefusedMove; mover: Mover; zone: string }) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const heading = useTakesFocus<HTMLHeadingElement>(error)
  const name = wanted.visit.patient_name ?? t('today.aPatient')
  const override = {
    label: t('move.override'),
    busy: mover.moving,
    onOverride: (reason: string) => mover.move({ ...wanted, override: { reason } }),
  }
  return (
    <section
      role="alert"
      data-testid="move-refused"
      // Over the edge of the page: the calendar stays where it is.
      className="animate-arrives fixed inset-x-4 bottom-20 z-30 mx-auto flex max-h-[70dvh] max-w-2xl flex-col gap-3 overflow-y-auto rounded-base border border-waiting bg-surface p-4 text-ink shadow-raised sm:p-5 lg:bottom-6"
    >
      <div className="pr-11">
        <h2 ref={heading} tabIndex={-1} className="text-large font-semibold outline-none">
          {t('move.refused', { name, when: whenOf(wanted.visit.starts_at, zone) })}
        </h2>
        <p className="text-ink-soft">{reasonText(error)}</p>
      </div>
      <Instead
        times={alternativesOf(error)}
        day={dayIn(wanted.startsAt, zone)}
        zone={zone}
        disabled={mover.moving}
        onChoose={(startsAt) => mover.move({ visit: wanted.visit, startsAt })}
        override={isOverridable(error) ? override : null}
      />
      <IconButton label={t('move.close')} className="!absolute top-2 right-2" onClick={mover.forget}>
        <X aria-hidden className="size-5" />
      </IconButton>
    </section>
  )
}
