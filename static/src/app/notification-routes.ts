// The addresses about notifications: the inbox, and how somebody wants to be told.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { inboxSearch } from '@/pages/notifications/search'
import { rootRoute } from './root-route'

export const inboxRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/notifications',
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => import('@/pages/notifications/page'), 'NotificationsPage'),
})

export const preferencesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account/notifications',
  component: lazyRouteComponent(() => import('@/pages/preferences/page'), 'PreferencesPage'),
})
