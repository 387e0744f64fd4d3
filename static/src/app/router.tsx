// The addresses of the page. What is chosen or filtered is in the address, so that it can be shared and gone back to.
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { because } from '@/pages/account/because'
import { auditSearch } from '@/pages/audit/search'
import { clinicSearch } from '@/pages/clinic/search'
import { isDay } from '@/time/days'
import { deliveriesSearch } from '@/pages/deliveries/search'
import { templatesSearch } from '@/pages/templates/search'
import { usersSearch } from '@/pages/users/search'
import { inboxRoute, preferencesRoute } from './notification-routes'
import { rootRoute } from './root-route'

/** What is not understood in an address is left out, never an error. */
const text = z.string().max(200).optional().catch(undefined)
const day = z.string().refine(isDay).optional().catch(undefined)
const instant = z.iso.datetime({ offset: true }).optional().catch(undefined)
/** An address of this page to go on to; never another site's. */
const inside = z
  .string()
  .refine((path) => /^\/(?![/\\])/.test(path))
  .optional()
  .catch(undefined)

const scheduleSearch = z.object({ doctor: text })

const findRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: z.object({ q: text, specialty: text }),
  component: lazyRouteComponent(() => import('@/pages/find-doctor/page'), 'FindDoctorPage'),
})

const doctorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/doctors/$doctorId',
  validateSearch: z.object({ day, slot: instant, type: text }),
  component: lazyRouteComponent(() => import('@/pages/doctor/page'), 'DoctorPage'),
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ next: inside, because: because.optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('@/pages/account/sign-in'), 'SignInPage'),
})

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  validateSearch: z.object({ next: inside }),
  component: lazyRouteComponent(() => import('@/pages/account/sign-up'), 'SignUpPage'),
})

const verifyEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verify-email',
  component: lazyRouteComponent(() => import('@/pages/account/verify-email'), 'VerifyEmailPage'),
})

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('@/pages/account/forgot-password'), 'ForgotPasswordPage'),
})

const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('@/pages/account/reset-password'), 'ResetPasswordPage'),
})

const claimRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/claim',
  component: lazyRouteComponent(() => import('@/pages/account/claim'), 'ClaimPage'),
})

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('@/pages/profile/page'), 'ProfilePage'),
})

const directoryEntryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account/directory',
  component: lazyRouteComponent(() => import('@/pages/directory-entry/page'), 'DirectoryEntryPage'),
})

const securityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account/security',
  component: lazyRouteComponent(() => import('@/pages/security/page'), 'SecurityPage'),
})

const usersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin/users',
  validateSearch: usersSearch,
  component: lazyRouteComponent(() => import('@/pages/users/page'), 'UsersPage'),
})

const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('@/pages/audit/page'), 'AuditPage'),
})

const deliveriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin/deliveries',
  validateSearch: deliveriesSearch,
  component: lazyRouteComponent(() => import('@/pages/deliveries/page'), 'DeliveriesPage'),
})

const templatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin/templates',
  validateSearch: templatesSearch,
  component: lazyRouteComponent(() => import('@/pages/templates/page'), 'TemplatesPage'),
})

const membersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/clinic',
  validateSearch: clinicSearch,
  component: lazyRouteComponent(() => import('@/pages/members/page'), 'MembersPage'),
})

const closuresRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/clinic/closures',
  validateSearch: clinicSearch,
  component: lazyRouteComponent(() => import('@/pages/closures/page'), 'ClosuresPage'),
})

const apiKeysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/clinic/api-keys',
  validateSearch: clinicSearch,
  component: lazyRouteComponent(() => import('@/pages/api-keys/page'), 'ApiKeysPage'),
})

const patientsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/patients',
  component: lazyRouteComponent(() => import('@/pages/patients/page'), 'PatientsPage'),
})

const patientRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/patients/$patientId',
  component: lazyRouteComponent(() => import('@/pages/patient/page'), 'PatientPage'),
})

const appointmentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/appointments',
  validateSearch: z.object({ appointment: text, offer: text }),
  component: lazyRouteComponent(() => import('@/pages/appointments/page'), 'AppointmentsPage'),
})

const messagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/messages',
  validateSearch: z.object({ q: text, unread: z.boolean().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('@/pages/messages/page'), 'MessagesPage'),
})

const nothingOpenRoute = createRoute({
  getParentRoute: () => messagesRoute,
  path: '/',
  component: lazyRouteComponent(() => import('@/pages/messages/nothing-open'), 'NothingOpen'),
})

const threadRoute = createRoute({
  getParentRoute: () => messagesRoute,
  path: '/$conversationId',
  component: lazyRouteComponent(() => import('@/pages/messages/thread-page'), 'ThreadPage'),
})

const todayRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/today',
  validateSearch: z.object({ date: day }),
  component: lazyRouteComponent(() => import('@/pages/today/page'), 'TodayPage'),
})

const calendarRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/week',
  validateSearch: z.object({ date: day, doctor: text }),
  component: lazyRouteComponent(() => import('@/pages/calendar/page'), 'CalendarPage'),
})

const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/desk',
  validateSearch: z.object({ clinic: text, date: day, type: text }),
  component: lazyRouteComponent(() => import('@/pages/desk/page'), 'DeskPage'),
})

const scheduleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedule',
  validateSearch: scheduleSearch,
  component: lazyRouteComponent(() => import('@/pages/schedule/weekly-page'), 'WeeklyPage'),
})

const scheduleDatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedule/dates',
  validateSearch: scheduleSearch,
  component: lazyRouteComponent(() => import('@/pages/schedule/dates-page'), 'DatesPage'),
})

const timeOffRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedule/time-off',
  validateSearch: scheduleSearch,
  component: lazyRouteComponent(() => import('@/pages/schedule/time-off-page'), 'TimeOffPage'),
})

const visitKindsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedule/kinds',
  validateSearch: scheduleSearch,
  component: lazyRouteComponent(() => import('@/pages/schedule/kinds-page'), 'KindsPage'),
})

const scheduleRulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedule/rules',
  validateSearch: scheduleSearch,
  component: lazyRouteComponent(() => import('@/pages/schedule/rules-page'), 'RulesPage'),
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    findRoute,
    doctorRoute,
    signInRoute,
    signUpRoute,
    verifyEmailRoute,
    forgotPasswordRoute,
    resetPasswordRoute,
    claimRoute,
    accountRoute,
    directoryEntryRoute,
    securityRoute,
    preferencesRoute,
    inboxRoute,
    usersRoute,
    auditRoute,
    deliveriesRoute,
    templatesRoute,
    membersRoute,
    closuresRoute,
    apiKeysRoute,
    patientsRoute,
    patientRoute,
    appointmentsRoute,
    messagesRoute.addChildren([nothingOpenRoute, threadRoute]),
    todayRoute,
    calendarRoute,
    deskRoute,
    scheduleRoute,
    scheduleDatesRoute,
    timeOffRoute,
    visitKindsRoute,
    scheduleRulesRoute,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
