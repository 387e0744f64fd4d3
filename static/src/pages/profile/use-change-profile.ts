// Saves a change of a profile. Where somebody else was quicker, the profile is read again, for the reader to compare.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { meQuery } from '@/api/accounts'
import { changeProfile, profileQuery } from '@/api/profiles'
import { isOutOfDate } from '@/api/refusal'
import type { Profile, ProfileChange } from '@/api/types'

export function useChangeProfile(profile: Profile) {
  const queries = useQueryClient()
  const keep = useKeepProfile()
  return useMutation({
    mutationFn: (change: ProfileChange) => changeProfile(profile, change),
    onSuccess: keep,
    onError: (error) => {
      if (isOutOfDate(error)) return queries.invalidateQueries({ queryKey: profileQuery(profile.id).queryKey })
    },
  })
}

/** Shows a profile as the server has it now, everywhere. */
export function useKeepProfile(): (profile: Profile) => void {
  const queries = useQueryClient()
  return (profile) => {
    queries.setQueryData(profileQuery(profile.id).queryKey, profile)
    void queries.invalidateQueries({ queryKey: meQuery.queryKey })
  }
}
