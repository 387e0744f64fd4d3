// What was told to have changed is read again.
import type { QueryClient, QueryKey } from '@tanstack/react-query'

/**
 * Invalidating alone would let a first reading that is under way stand, though it may have begun before the change: that
 * one is begun anew.
 */
export async function readAgain(queries: QueryClient, queryKey: QueryKey): Promise<void> {
  await queries.cancelQueries({ queryKey, predicate: ({ state }) => state.data === undefined })
  await queries.invalidateQueries({ queryKey })
}
