// Where signing in from here leads back to.
import { useLocation } from '@tanstack/react-router'

/** The start, from which each role goes its own way, and where one is about to sign in already. */
const NOT_LED_BACK_TO = new Set([
  '/',
  '/sign-in',
  '/sign-up',
  '/forgot-password',
  '/reset-password',
  '/verify-email',
  '/claim',
])

/** This address, or undefined. */
export function useReturn(): string | undefined {
  return useLocation({
    select: ({ href, pathname }) => (NOT_LED_BACK_TO.has(pathname) ? undefined : href),
  })
}
