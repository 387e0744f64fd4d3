import { describe, expect, it } from 'vitest'
import { newOverride, overrideFault, overrideOf, overrideValuesOf } from './override-values'

const window = (start_time: string, end_time: string) => ({ clinic_id: 'c1', start_time, end_time })
const values = (more: object) => ({ ...newOverride('c1', ''), date: '2026-12-05', windows: [window('09:00', '12:00')], ...more })
const TODAY = '2026-11-28'

describe('a single day', () => {
  it('without work has no windows, whatever was typed before', () => {
    expect(overrideOf(values({ closed: true, reason: ' Training ' }))).toEqual({
      date: '2026-12-05',
      closed: true,
      windows: [],
      reason: 'Training',
    })
    expect(overrideFault(values({ closed: true, windows: [window('', '')] }), TODAY, '')).toBe(null)
  })

  it('with other hours needs a window that is whole', () => {
    expect(overrideFault(values({ windows: [] }), TODAY, '')).toEqual({ path: ['windows'], fault: 'noWindow' })
    expect(overrideFault(values({ windows: [window('09:00', '')] }), TODAY, '')).toEqual({
      path: ['windows', 0, 'end_time'],
      fault: 'noEnd',
    })
    expect(overrideFault(values({ windows: [window('09:00', '12:00'), window('11:00', '13:00')] }), TODAY, '')).toEqual({
      path: ['windows', 1, 'start_time'],
      fault: 'overlaps',
    })
    // Past midnight is fine.
    expect(overrideFault(values({ windows: [window('09:00', '12:00'), window('20:00', '02:00')] }), TODAY, '')).toBe(null)
  })

  it('is still to come, unless it has begun already', () => {
    expect(overrideFault(values({ date: '' }), TODAY, '')).toEqual({ path: ['date'], fault: 'noDate' })
    expect(overrideFault(values({ date: '2026-11-27' }), TODAY, '')).toEqual({ path: ['date'], fault: 'past' })
    expect(overrideFault(values({ date: '2026-11-27' }), TODAY, '2026-11-27')).toBe(null)
  })

  it('that was closed begins with an empty window when it is changed', () => {
    const closed = { id: 'o', date: '2026-12-05', closed: true, windows: [], reason: '', version: 1 }
    expect(overrideValuesOf(closed, 'c1').windows).toEqual([{ clinic_id: 'c1', start_time: '', end_time: '' }])
  })
})
