// The last of the three panes: what is about to be booked, and the button that does it.
import { Link } from '@tanstack/react-router'
import { CalendarDays, Clock, MapPin } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { APPOINTMENT_TYPES } from '@/api/appointments'
import type { Interval, User } from '@/api/types'
import { clocksDiffer, dayIn } from '@/time/days'
import { formatDay, formatTime, zoneCity } from '@/time/format'
import { Button, buttonLook } from '@/ui/button'
import { SelectField, TextArea } from '@/ui/field'
import { Notice } from '@/ui/notice'
import { WhoField } from './who-field'

/** What stands in the way of booking the chosen time. */
export interface Obstacle {
  title: string
  text: string
  requestId?: string | null
  /** Times to take instead; none where only the words matter. */
  alternatives: Interval[]
  /** Whether the same request may be sent again. */
  again: boolean
}

interface ConfirmPaneProps {
  doctorName: string
  startsAt: string
  /** How long it takes; null while that is not known. */
  minutes: number | null
  /** The clinic, where it is known. */
  place: string | null
  zone: string
  clinicZone: string
  appointmentType: string
  /** Whether the doctor offers this kind of visit at all. */
  offered: boolean
  onAppointmentType: (code: string) => void
  /** A dependant whom the visit is for; empty for the reader. */
  patientId: string
  onPatient: (patientId: string) => void
  notes: string
  onNotes: (notes: string) => void
  user: User | null | undefined
  /** This address, to come back to after signing in. */
  here: string
  obstacle: Obstacle | null
  sending: boolean
  onBook: () => void
  onChoose: (startsAt: string) => void
  onChange: () => void
}

export function ConfirmPane(props: ConfirmPaneProps) {
  const { t } = useTranslation()
  const { doctorName, startsAt, zone, clinicZone, obstacle, user } = props
  const lost = obstacle !== null && !obstacle.again
  return (
    <form
      data-testid="confirm"
      className="flex flex-col gap-5"
      onSubmit={(submit) => {
        submit.preventDefault()
        props.onBook()
      }}
    >
      <div>
        <h2 className="text-large font-semibold">{t('confirm.title')}</h2>
        <p className="text-small text-ink-soft">{t('confirm.with', { doctor: doctorName })}</p>
      </div>
      <div className="flex flex-col gap-2">
        <p className="flex items-center gap-2.5 font-semibold">
          <CalendarDays aria-hidden className="size-5 shrink-0 text-action" />
          {formatDay(dayIn(startsAt, zone), 'full')}
        </p>
        <p className={lost ? 'flex items-center gap-2.5 text-ink-faint line-through' : 'flex items-center gap-2.5'}>
          <Clock aria-hidden className="size-5 shrink-0 text-action" />
          <span>
            <span className="font-semibold">{formatTime(startsAt, zone)}</span>
            {props.minutes !== null && (
              <span className="text-ink-soft"> · {t('confirm.minutes', { count: props.minutes })}</span>
            )}
            {clocksDiffer(startsAt, zone, clinicZone) && (
              <span className="block text-small text-ink-soft">
                {t('confirm.clinicTime', { time: formatTime(startsAt, clinicZone), city: zoneCity(clinicZone) })}
              </span>
            )}
          </span>
        </p>
        {props.place && (
          <p className="flex items-center gap-2.5 text-ink-soft">
            <MapPin aria-hidden className="size-5 shrink-0 text-action" />
            {props.place}
          </p>
        )}
      </div>
      {obstacle && <ObstacleNotice obstacle={obstacle} day={dayIn(startsAt, zone)} zone={zone} onChoose={props.onChoose} />}
      {user?.role === 'patient' && <WhoField value={props.patientId} onChange={props.onPatient} />}
      <SelectField
        label={t('confirm.type')}
        value={props.appointmentType}
        error={props.offered ? undefined : t('confirm.notOffered', { doctor: doctorName })}
        onChange={(change) => props.onAppointmentType(change.target.value)}
      >
        {APPOINTMENT_TYPES.map((code) => (
          <option key={code} value={code}>
            {t(`types.${code}`)}
          </option>
        ))}
      </SelectField>
      <TextArea
        label={t('confirm.notes')}
        optional
        help={t('confirm.notesHelp', { doctor: doctorName })}
        value={props.notes}
        maxLength={2000}
        onChange={(change) => props.onNotes(change.target.value)}
      />
      <div className="flex flex-col gap-2">
        {user === null ? (
          <>
            <Link to="/sign-in" search={{ next: props.here }} className={buttonLook('primary')}>
              {t('confirm.signIn')}
            </Link>
            <p className="text-small text-ink-faint">{t('confirm.signInHelp')}</p>
          </>
        ) : user && user.role !== 'patient' ? (
          <Notice tone="calm">{t('confirm.onlyPatients', { role: t(`roles.${user.role}`) })}</Notice>
        ) : (
          <Button type="submit" data-testid="book" disabled={props.sending || lost || !props.offered || user === undefined}>
            {props.sending ? t('confirm.booking') : obstacle?.again ? t('confirm.again') : t('confirm.book')}
          </Button>
        )}
        <Button kind="quiet" onClick={props.onChange}>
          {t('confirm.changeTime')}
        </Button>
      </div>
    </form>
  )
}

interface ObstacleNoticeProps {
  obstacle: Obstacle
  day: string
  zone: string
  onChoose: (startsAt: string) => void
}

function ObstacleNotice({ obstacle, day, zone, onChoose }: ObstacleNoticeProps) {
  const { t } = useTranslation()
  return (
    <div data-testid="obstacle">
      <Notice tone="waiting" title={obstacle.title} urgent>
        <p>{obstacle.text}</p>
        {obstacle.alternatives.length > 0 && (
          <ul className="mt-3 flex flex-wrap gap-2">
            {obstacle.alternatives.map(({ starts_at }) => (
              <li key={starts_at}>
                <button
                  type="button"
                  data-testid="alternative"
                  data-starts-at={starts_at}
                  onClick={() => onChoose(starts_at)}
                  className="min-h-11 rounded-base border border-action-line bg-surface px-3 text-base font-semibold text-action-ink transition-colors duration-150 hover:border-action"
                >
                  {dayIn(starts_at, zone) !== day && `${formatDay(dayIn(starts_at, zone), 'short')}, `}
                  {formatTime(starts_at, zone)}
                </button>
              </li>
            ))}
          </ul>
        )}
        {obstacle.requestId && <p className="mt-2 select-all">{t('error.requestId', { id: obstacle.requestId })}</p>}
      </Notice>
    </div>
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
