// Where signing in from here leads back to.
import { useLocation } from '@tanstack/react-router'

/** This address; undefined at the start, from which each role goes its own way, and where one signs in already. */
export function useReturn(): string | undefined {
  return useLocation({
    select: ({ href, pathname }) => (['/', '/sign-in', '/sign-up'].includes(pathname) ? undefined : href),
  })
}
