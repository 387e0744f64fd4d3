// Makes a change of a doctor's rules: first tried, and where it would leave visits outside, only once somebody agreed.
// One loop: begun → tried → (asked) → saved or refused; left at any time.
import { useQueryClient } from '@tanstack/react-query'
import { useReducer, useRef } from 'react'
import { slotsKey } from '@/api/doctors'
import { scheduleKey } from '@/api/schedules'
import type { Trial } from '@/api/schedules'
import type { Stranded } from '@/api/types'
import { guarded, IDLE, isBusy } from './guard'
import { leftOutsideQuery } from './left-outside-query'

interface Change {
  run: (trial: Trial) => Promise<Partial<Stranded> | void>
  /** With the visits that it left outside. */
  onSaved: (stranded: string[]) => void
}

export function useGuardedChange(doctorId: string) {
  const queries = useQueryClient()
  const [guard, tell] = useReducer(guarded, IDLE)
  const current = useRef<Change>(null)

  const save = async (change: Change) => {
    try {
      const answer = await change.run({ dryRun: false })
      tell({ type: 'saved' })
      const left = answer?.stranded ?? []
      queries.setQueryData(leftOutsideQuery(doctorId).queryKey, (before = []) => [...new Set([...before, ...left])])
      change.onSaved(left)
    } catch (error) {
      tell({ type: 'failed', error })
    } finally {
      void queries.invalidateQueries({ queryKey: scheduleKey(doctorId), refetchType: 'active' })
      void queries.invalidateQueries({ queryKey: slotsKey(doctorId) })
    }
  }
  const begin = async (change: Change) => {
    current.current = change
    tell({ type: 'begun' })
    try {
      const stranded = (await change.run({ dryRun: true }))?.stranded ?? []
      if (current.current !== change) return
      tell({ type: 'tried', stranded })
      if (stranded.length === 0) await save(change)
    } catch (error) {
      if (current.current !== change) return
      tell({ type: 'failed', error })
      void queries.invalidateQueries({ queryKey: scheduleKey(doctorId) })
    }
  }
  return {
    guard,
    busy: isBusy(guard),
    error: guard.step === 'failed' ? guard.error : null,
    begin: (run: Change['run'], onSaved: Change['onSaved']) => void begin({ run, onSaved }),
    agree: () => {
      tell({ type: 'agreed' })
      if (current.current) void save(current.current)
    },
    leave: () => {
      current.current = null
      tell({ type: 'left' })
    },
  }
}

export type GuardedChange = ReturnType<typeof useGuardedChange>
