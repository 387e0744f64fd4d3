// Where one can go: a rail on wide screens, a bar at the bottom of phones.
import { Link } from '@tanstack/react-router'
import {
  BookOpenText,
  Building2,
  CalendarCheck,
  CalendarClock,
  CalendarDays,
  CalendarRange,
  Contact,
  LogIn,
  MessagesSquare,
  ScrollText,
  Search,
  Send,
  Timer,
  UsersRound,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { User } from '@/api/types'
import mark from '@/design/mark.svg'
import { ConnectionLine } from '@/live/connection-line'
import { UnreadBadge } from '@/pages/messages/unread-badge'
import { useReturn } from './use-return'

type PlaceName =
  | 'find'
  | 'appointments'
  | 'visits'
  | 'today'
  | 'week'
  | 'hours'
  | 'desk'
  | 'patients'
  | 'messages'
  | 'clinic'
  | 'users'
  | 'audit'
  | 'deliveries'
  | 'templates'
  | 'signIn'

interface Place {
  name: PlaceName
  to:
    | '/'
    | '/appointments'
    | '/today'
    | '/week'
    | '/schedule'
    | '/desk'
    | '/patients'
    | '/messages'
    | '/clinic'
    | '/admin/users'
    | '/admin/audit'
    | '/admin/deliveries'
    | '/admin/templates'
    | '/sign-in'
  icon: LucideIcon
  /** Whether pages below this address belong to it. */
  exact: boolean
}

const PLACES: Record<PlaceName, Place> = {
  find: { name: 'find', to: '/', icon: Search, exact: true },
  appointments: { name: 'appointments', to: '/appointments', icon: CalendarCheck, exact: false },
  visits: { name: 'visits', to: '/appointments', icon: CalendarCheck, exact: false },
  today: { name: 'today', to: '/today', icon: CalendarClock, exact: false },
  week: { name: 'week', to: '/week', icon: CalendarRange, exact: false },
  hours: { name: 'hours', to: '/schedule', icon: Timer, exact: false },
  desk: { name: 'desk', to: '/desk', icon: CalendarDays, exact: false },
  patients: { name: 'patients', to: '/patients', icon: Contact, exact: false },
  messages: { name: 'messages', to: '/messages', icon: MessagesSquare, exact: false },
  clinic: { name: 'clinic', to: '/clinic', icon: Building2, exact: false },
  users: { name: 'users', to: '/admin/users', icon: UsersRound, exact: false },
  audit: { name: 'audit', to: '/admin/audit', icon: ScrollText, exact: false },
  deliveries: { name: 'deliveries', to: '/admin/deliveries', icon: Send, exact: false },
  templates: { name: 'templates', to: '/admin/templates', icon: BookOpenText, exact: false },
  signIn: { name: 'signIn', to: '/sign-in', icon: LogIn, exact: false },
}

export function placesFor(user: User | null | undefined): Place[] {
  if (user === undefined) return [PLACES.find]
  if (user === null) return [PLACES.find, PLACES.signIn]
  if (user.role === 'doctor') return [PLACES.today, PLACES.week, PLACES.messages, PLACES.hours, PLACES.patients, PLACES.find]
  if (user.role === 'patient') return [PLACES.find, PLACES.appointments, PLACES.messages]
  const before = [PLACES.desk, PLACES.visits, PLACES.find, PLACES.patients]
  const after = [PLACES.hours, PLACES.clinic]
  // Administrators are in nobody's care team.
  if (user.role !== 'admin') return [...before, PLACES.messages, ...after]
  return [...before, ...after, PLACES.users, PLACES.deliveries, PLACES.templates, PLACES.audit]
}

/** As many as a thumb can tell apart on a small phone. */
const MOST_ON_PHONES = 5

/**
 * The first to be left out: the mark at the top leads to the start, the pages of the clinic to the hours and the desk, the
 * deliveries to their templates, and whoever is among the users to what they did.
 */
const LEFT_OUT = [PLACES.find, PLACES.hours, PLACES.desk, PLACES.templates, PLACES.audit]

/** What fits on a phone. */
function placesOnPhones(places: Place[]): Place[] {
  const tooMany = Math.max(places.length - MOST_ON_PHONES, 0)
  const leftOut = LEFT_OUT.filter((place) => places.includes(place)).slice(0, tooMany)
  return places.filter((place) => !leftOut.includes(place))
}

export function Brand() {
  const { t } = useTranslation()
  return (
    <Link to="/" className="inline-flex shrink-0 items-center gap-2.5 rounded-base text-large font-bold tracking-tight">
      <img src={mark} alt="" width={32} height={32} />
      {t('app.name')}
    </Link>
  )
}

export function Rail({ places }: { places: Place[] }) {
  const { t } = useTranslation()
  const next = useReturn()
  return (
    <nav
      aria-label={t('nav.label')}
      className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col border-r border-line bg-surface px-4 py-5 lg:flex"
    >
      <div className="px-2">
        <Brand />
      </div>
      <ul className="mt-8 flex flex-col gap-1">
        {places.map(({ name, to, icon: Icon, exact }) => (
          <li key={name}>
            <Link
              to={to}
              search={name === 'signIn' ? { next } : {}}
              activeOptions={{ exact, includeSearch: false }}
              className="flex min-h-11 items-center gap-3 rounded-base px-3 font-medium transition-colors duration-150"
              activeProps={{ className: 'bg-action-wash text-action-ink font-semibold' }}
              inactiveProps={{ className: 'text-ink-soft hover:bg-sunken hover:text-ink' }}
            >
              <Icon aria-hidden className="size-5" />
              {t(`nav.${name}`)}
              {name === 'messages' && <UnreadBadge className="ml-auto" />}
            </Link>
          </li>
        ))}
      </ul>
      <ConnectionLine className="mt-auto px-3" />
    </nav>
  )
}

export function BottomBar({ places }: { places: Place[] }) {
  const { t } = useTranslation()
  const next = useReturn()
  return (
    <nav
      aria-label={t('nav.label')}
      className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <ul className="mx-auto flex max-w-md">
        {placesOnPhones(places).map(({ name, to, icon: Icon, exact }) => (
          <li key={name} className="flex-1">
            <Link
              to={to}
              search={name === 'signIn' ? { next } : {}}
              activeOptions={{ exact, includeSearch: false }}
              className="relative flex h-16 flex-col items-center justify-center gap-1 text-small font-medium"
              activeProps={{ className: 'text-action-ink font-semibold' }}
              inactiveProps={{ className: 'text-ink-soft' }}
            >
              <Icon aria-hidden className="size-5" />
              {t(`nav.short.${name}`)}
              {name === 'messages' && <UnreadBadge className="absolute top-1.5 left-1/2 ml-1.5" />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
