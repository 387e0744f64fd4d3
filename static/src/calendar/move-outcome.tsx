// What became of a move: done, with the way back; or refused, with the reason and what could be done instead.
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '@/ui/button'
import { Toast } from '@/ui/toast'
import { useErrorText } from '@/ui/states'
import { useTakesFocus } from '@/ui/use-takes-focus'
import { OverrideForm } from './override-form'
import { alternativesOf, isOverridable, refusedBecause } from './refused'
import type { Mover, RefusedMove } from './use-move'
import { shortWhenOf, whenOf } from './when-of'

export function MoveOutcome({ mover, zone }: { mover: Mover; zone: string }) {
  const { t } = useTranslation()
  const { moved, refused } = mover
  const name = moved?.visit.patient_name ?? t('today.aPatient')
  return (
    <>
      {refused && <Refused key={refused.wanted.startsAt} refused={refused} mover={mover} zone={zone} />}
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
  const errorText = useErrorText()
  const heading = useTakesFocus<HTMLHeadingElement>(error)
  const because = refusedBecause(error)
  const near = alternativesOf(error)
  const name = wanted.visit.patient_name ?? t('today.aPatient')
  const override = (
    <OverrideForm
      label={t('move.override')}
      busy={mover.moving}
      onOverride={(reason) => mover.move({ ...wanted, override: { reason } })}
    />
  )
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
        <p className="text-ink-soft">{because ? t(`move.reasons.${because}`) : errorText(error)}</p>
      </div>
      {near.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <p className="text-small font-semibold">{t('move.alternatives')}</p>
          {near.map(({ starts_at }) => (
            <Button
              key={starts_at}
              kind="secondary"
              data-testid="alternative"
              disabled={mover.moving}
              onClick={() => mover.move({ visit: wanted.visit, startsAt: starts_at })}
            >
              {shortWhenOf(starts_at, zone)}
            </Button>
          ))}
        </div>
      )}
      {isOverridable(error) && (near.length > 0 ? <Disclosed label={t('move.overrideAsk')}>{override}</Disclosed> : override)}
      <IconButton label={t('move.close')} className="!absolute top-2 right-2" onClick={mover.forget}>
        <X aria-hidden className="size-5" />
      </IconButton>
    </section>
  )
}

/** Where there is something better to do. */
function Disclosed({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details>
      <summary className="inline-flex min-h-11 cursor-pointer items-center rounded-base font-semibold text-action-ink underline underline-offset-2">
        {label}
      </summary>
      {children}
    </details>
  )
}
