// The days on which a clinic is closed.
import { queryOptions } from '@tanstack/react-query'
import { remove, write } from './http'
import { readAll } from './read-all'
import type { Closure, ClosureChange, ClosureMade, NewClosure } from './types'

/** Those that are not over yet, by their first day. */
export function closuresQuery(clinicId: string) {
  return queryOptions({
    queryKey: ['closures', clinicId],
    queryFn: ({ signal }) => readAll<Closure>(`clinics/${clinicId}/closures/`, signal),
  })
}

/** Answers which visits stand on these days all the same. */
export function addClosure(clinicId: string, closure: NewClosure): Promise<ClosureMade> {
  return write(`clinics/${clinicId}/closures/`, closure)
}

export function changeClosure({ clinic_id, id }: Closure, change: ClosureChange): Promise<ClosureMade> {
  return write(`clinics/${clinic_id}/closures/${id}/`, change, { method: 'PATCH' })
}

/** Times of these days are offered again. */
export function removeClosure({ clinic_id, id }: Closure): Promise<void> {
  return remove(`clinics/${clinic_id}/closures/${id}/`)
}
