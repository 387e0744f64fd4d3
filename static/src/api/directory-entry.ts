// A doctor's own entry in the directory, with what only their side sees.
import { queryOptions } from '@tanstack/react-query'
import { read, write } from './http'
import type { DirectoryChange, DirectoryEntry } from './types'

/** Apart from what everybody sees of the doctor. */
export function directoryEntryQuery(doctorId: string) {
  return queryOptions({
    queryKey: ['directory-entry', doctorId],
    queryFn: ({ signal }) => read<DirectoryEntry>(`doctors/${doctorId}/`, {}, signal),
  })
}

/** Refused with 412 where somebody else changed it since it was read. */
export function changeDirectoryEntry({ id, version }: DirectoryEntry, change: DirectoryChange): Promise<DirectoryEntry> {
  return write(`doctors/${id}/`, change, { method: 'PATCH', ifMatch: version })
}
