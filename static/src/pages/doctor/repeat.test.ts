// What of a repeated visit is sent, and how its answer is read.
import { describe, expect, it } from 'vitest'
import { Refusal } from '@/api/refusal'
import type { Appointment, SeriesClash } from '@/api/types'
import { clashesIn, countOf, outcomeOf, rhythmOf, ruleOf } from './repeat'

const visit = (day: number, status: Appointment['status'] = 'confirmed') =>
  ({ id: `v${day}`, starts_at: `2026-12-0${day}T09:00:00Z`, status }) as Appointment

const clash = (day: number): SeriesClash => ({
  starts_at: `2026-12-0${day}T09:00:00Z`,
  ends_at: `2026-12-0${day}T09:30:00Z`,
  code: 'slot_taken',
  detail: '',
})

describe('the rule of a series', () => {
  it('is of 2 to 26 visits', () => {
    expect(['2', ' 6 ', '26'].map(countOf)).toEqual([2, 6, 26])
    expect(['', '1', '27', '2.5', '-3', 'six', '1e1', '100'].map(countOf)).toEqual(Array(8).fill(null))
  })

  it('is none for one visit, and not there yet while its number is wrong', () => {
    expect(ruleOf({ every: '', count: 'x' })).toBeNull()
    expect(ruleOf({ every: 'week', count: '6' })).toEqual({ every: 'week', count: 6 })
    expect(ruleOf({ every: '2weeks', count: '1' })).toBeUndefined()
  })

  it('has a rhythm that there is, whatever was kept', () => {
    expect(['week', '2weeks', 'month', 'day', ''].map(rhythmOf)).toEqual(['week', '2weeks', 'month', '', ''])
  })
})

describe('the answer', () => {
  it('tells what was booked and what clashed, in order', () => {
    const outcome = outcomeOf({ series_id: 's', booked: [visit(8), visit(1)], clashes: [clash(6), clash(4)] })
    expect(outcome.booked.map(({ id }) => id)).toEqual(['v1', 'v8'])
    expect(outcome.clashes).toEqual([clash(4), clash(6)])
    expect(outcome.confirmed).toBe(true)
  })

  it('waits for the doctor where one of them does', () => {
    expect(outcomeOf({ series_id: 's', booked: [visit(1), visit(8, 'pending')], clashes: [] }).confirmed).toBe(false)
  })

  it('names the clashes of a refusal, and nothing for another refusal', () => {
    const refusal = new Refusal(409, { code: 'series_clash', clashes: [clash(8), clash(1)] }, null, null)
    expect(clashesIn(refusal)).toEqual([clash(1), clash(8)])
    expect(clashesIn(new Refusal(409, { code: 'series_clash' }, null, null))).toEqual([])
    expect(clashesIn(new Refusal(409, { code: 'slot_taken' }, null, null))).toBeNull()
    expect(clashesIn(new Error())).toBeNull()
  })
})
