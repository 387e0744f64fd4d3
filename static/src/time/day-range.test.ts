import { expect, it } from 'vitest'
import { dayRangeFault } from './day-range'

const fault = (from: string, to: string) => dayRangeFault({ from, to }, '2026-11-24')

it('is for days that exist, in order and not over', () => {
  expect(fault('', '2026-12-08')).toEqual({ field: 'from', fault: 'noFirstDay' })
  expect(fault('2026-11-24', '2026-02-30')).toEqual({ field: 'to', fault: 'noLastDay' })
  expect(fault('2026-11-01', '2026-11-23')).toEqual({ field: 'to', fault: 'past' })
  expect(fault('2026-12-09', '2026-12-08')).toEqual({ field: 'to', fault: 'endsBefore' })
  expect(fault('2026-11-20', '2026-12-08')).toBeNull()
})
