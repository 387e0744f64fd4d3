// Changes how the reader is told; where it was changed elsewhere meanwhile, it is read again.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { meQuery } from '@/api/accounts'
import { changePreferences, preferencesQuery, resetPreferences } from '@/api/notification-preferences'
import type { TaggedPreferences } from '@/api/notification-preferences'
import { profileQuery } from '@/api/profiles'
import { isOutOfDate } from '@/api/refusal'
import type { NotificationPreferencesChange, User } from '@/api/types'

function useSettled(user: User) {
  const queries = useQueryClient()
  return {
    onSuccess: (saved: TaggedPreferences) => {
      queries.setQueryData(preferencesQuery.queryKey, saved)
      if (saved.answer.locale === user.locale) return
      // The language is the profile's too.
      void queries.invalidateQueries({ queryKey: profileQuery(user.id).queryKey })
      void queries.invalidateQueries({ queryKey: meQuery.queryKey })
    },
    onError: async (error: Error) => {
      if (isOutOfDate(error)) await queries.invalidateQueries({ queryKey: preferencesQuery.queryKey })
    },
  }
}

export interface PreferencesEdit {
  /** What it was read under. */
  tag: string | null
  change: NotificationPreferencesChange
}

export function useChangePreferences(user: User) {
  const settled = useSettled(user)
  return useMutation({ mutationFn: ({ tag, change }: PreferencesEdit) => changePreferences(tag, change), ...settled })
}

export function useResetPreferences(user: User) {
  const settled = useSettled(user)
  return useMutation({ mutationFn: resetPreferences, ...settled })
}
