// Saves a change of the entry. Where somebody else was quicker, it is read again, for the doctor to compare.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { changeDirectoryEntry, directoryEntryQuery } from '@/api/directory-entry'
import { doctorQuery, slotsKey } from '@/api/doctors'
import { isOutOfDate } from '@/api/refusal'
import type { DirectoryChange, DirectoryEntry } from '@/api/types'

export function useChangeEntry(entry: DirectoryEntry) {
  const queries = useQueryClient()
  const { queryKey } = directoryEntryQuery(entry.id)
  return useMutation({
    mutationFn: (change: DirectoryChange) => changeDirectoryEntry(entry, change),
    onSuccess: (saved) => {
      queries.setQueryData(queryKey, saved)
      for (const stale of [doctorQuery(entry.id).queryKey, slotsKey(entry.id), ['doctors'], ['specialties']]) {
        void queries.invalidateQueries({ queryKey: stale })
      }
    },
    onError: (error) => {
      if (isOutOfDate(error)) return queries.invalidateQueries({ queryKey })
    },
  })
}
