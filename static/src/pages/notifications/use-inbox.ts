// The rows that match, as they are once all that is under way is done; and doing it, with the way back.
import { useInfiniteQuery, useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeNotification, inboxQuery, notificationsKey } from '@/api/notifications'
import type { InboxAction, InboxFilter } from '@/api/notifications'
import type { Notification } from '@/api/types'
import { done, withRow } from './rows'

export interface Step {
  row: Notification
  action: InboxAction
}

const STEPS = ['inbox-step']

export function useInbox(filter: InboxFilter) {
  const queries = useQueryClient()
  /** What can be undone: the last row that was put away or back. */
  const [undoable, setUndoable] = useState<Step | null>(null)
  const query = inboxQuery(filter)
  const list = useInfiniteQuery({ ...query, placeholderData: (before) => before })
  const change = useMutation({
    mutationKey: STEPS,
    mutationFn: ({ row, action }: Step) => changeNotification(row.id, action),
    onMutate: () => setUndoable(null),
    onSuccess: (row, step) => {
      if (step.action === 'archive' || step.action === 'unarchive') setUndoable({ row, action: step.action })
      // Before it is read again: the row must not come back for a moment.
      queries.setQueryData(query.queryKey, (known) => {
        if (known === undefined) return known
        const pages = known.pages.map((page) => ({ ...page, results: withRow(page.results, row, filter) }))
        return { ...known, pages }
      })
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: notificationsKey }),
  })
  const underWay = useMutationState({
    filters: { mutationKey: STEPS, status: 'pending' },
    select: ({ state }) => ({ step: state.variables as Step, at: new Date(state.submittedAt).toISOString() }),
  })
  const known = list.data?.pages.flatMap((page) => page.results) ?? []
  const rows = underWay.reduce((rows, { step, at }) => withRow(rows, done(step.row, step.action, at), filter), known)
  return { list, rows, change, undoable, forgetUndo: () => setUndoable(null) }
}
