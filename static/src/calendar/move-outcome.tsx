// What became of a move: done, with the way back; or refused, with the reason and what could be done instead.
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
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
  return (
    <section
      role="alert"
      data-testid="move-refused"
      className="animate-arrives flex flex-col gap-3 rounded-base border border-waiting bg-surface p-4 sm:p-5"
    >
      <div>
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
      {isOverridable(error) && (
        <OverrideForm
          label={t('move.override')}
          busy={mover.moving}
          onOverride={(reason) => mover.move({ ...wanted, override: { reason } })}
        />
      )}
      <Button kind="quiet" className="self-start" onClick={mover.forget}>
        {t('move.close')}
      </Button>
    </section>
  )
}
