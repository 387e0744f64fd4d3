// The last of the three panes: what is about to be booked, and the button that does it.
import { Link } from '@tanstack/react-router'
import { CalendarDays } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '@/api/types'
import { dayIn } from '@/time/days'
import { Button, buttonLook } from '@/ui/button'
import { TextArea } from '@/ui/field'
import { Notice } from '@/ui/notice'
import { HoldLine } from './hold-line'
import type { Holding } from './holding'
import { ObstacleNotice } from './obstacle-notice'
import type { Obstacle } from './obstacle-notice'
import { VisitSummary } from './visit-summary'
import { WhoField } from './who-field'

interface ConfirmPaneProps extends Omit<ComponentProps<typeof VisitSummary>, 'lost'> {
  doctorName: string
  /** Whether the doctor offers this kind of visit at all. */
  offered: boolean
  holding: Holding
  onRenew: () => void
  /** Takes the same time once more. */
  onTakeAgain: () => void
  /** A dependant whom the visit is for; empty for the reader. */
  patientId: string
  onPatient: (patientId: string) => void
  notes: string
  onNotes: (notes: string) => void
  /** What else can be said about it. */
  children: ReactNode
  /** How many visits it is. */
  count: number
  user: User | null | undefined
  /** This address, to come back to after signing in. */
  here: string
  obstacle: Obstacle | null
  /** Something in it is not right yet. */
  unfinished: boolean
  sending: boolean
  onBook: () => void
  onChoose: (startsAt: string) => void
  onChange: () => void
}

export function ConfirmPane(props: ConfirmPaneProps) {
  const { t } = useTranslation()
  const { doctorName, startsAt, zone, holding, obstacle, user } = props
  const lost = obstacle !== null && !obstacle.again
  const expired = holding.phase === 'expired' && obstacle === null
  const ready = user !== undefined && props.offered && !props.unfinished && holding.phase !== 'asking'
  return (
    <form
      data-testid="confirm"
      className="flex flex-col gap-5"
      onSubmit={(submit) => {
        submit.preventDefault()
        if (ready && !lost && !expired && !props.sending) props.onBook()
      }}
    >
      <div>
        <h2 className="text-large font-semibold">{t('confirm.title')}</h2>
        <p className="text-small text-ink-soft">{t('confirm.with', { doctor: doctorName })}</p>
      </div>
      <div className="flex flex-col gap-2">
        <VisitSummary {...props} lost={lost} />
        {!lost && <HoldLine holding={holding} onRenew={props.onRenew} />}
      </div>
      {!props.offered && <Notice tone="waiting">{t('confirm.notOffered', { doctor: doctorName })}</Notice>}
      {obstacle && <ObstacleNotice obstacle={obstacle} day={dayIn(startsAt, zone)} zone={zone} onChoose={props.onChoose} />}
      {expired && (
        <div data-testid="hold-expired">
          <Notice tone="waiting" title={t('hold.expiredTitle')} urgent>
            {t('hold.expired')}
          </Notice>
        </div>
      )}
      {user?.role === 'patient' && <WhoField value={props.patientId} onChange={props.onPatient} />}
      <TextArea
        label={t('confirm.notes')}
        optional
        help={t('confirm.notesHelp', { doctor: doctorName })}
        value={props.notes}
        maxLength={2000}
        onChange={(change) => props.onNotes(change.target.value)}
      />
      {props.children}
      <div className="flex flex-col gap-2">
        {user === null ? (
          <>
            <Link to="/sign-in" search={{ next: props.here }} className={buttonLook('primary')}>
              {t('confirm.signIn')}
            </Link>
            <p className="text-small text-ink-faint">{t('hold.signInHelp')}</p>
          </>
        ) : user && user.role !== 'patient' ? (
          <Notice tone="calm">{t('confirm.onlyPatients', { role: t(`roles.${user.role}`) })}</Notice>
        ) : expired ? (
          <Button data-testid="take-again" onClick={props.onTakeAgain}>
            {t('hold.again')}
          </Button>
        ) : (
          <Button type="submit" data-testid="book" disabled={!ready || lost || props.sending}>
            {props.sending
              ? t('confirm.booking')
              : obstacle?.again
                ? t('confirm.again')
                : t('confirm.bookCount', { count: props.count })}
          </Button>
        )}
        <Button kind="quiet" onClick={props.onChange}>
          {t('confirm.changeTime')}
        </Button>
      </div>
    </form>
  )
}

export function ConfirmPlaceholder() {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col items-center gap-2 rounded-base border border-dashed border-line px-6 py-12 text-center">
      <CalendarDays aria-hidden className="size-6 text-ink-faint" />
      <h2 className="font-semibold">{t('confirm.placeholderTitle')}</h2>
      <p className="text-small text-ink-soft">{t('confirm.placeholder')}</p>
    </div>
  )
}
