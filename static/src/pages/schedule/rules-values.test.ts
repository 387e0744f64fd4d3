import { expect, it } from 'vitest'
import type { ScheduleRules } from '@/api/types'
import { rulesFaults, rulesOf, rulesValuesOf } from './rules-values'

const rules: ScheduleRules = {
  doctor_id: 'd1',
  time_zone: 'Europe/Paris',
  min_notice_minutes: 60,
  max_advance_days: 90,
  max_per_day: null,
  cancel_cutoff_minutes: 120,
  slot_grid_minutes: 15,
  auto_confirm: false,
  rules_version: 4,
  calendar_version: 17,
}

it('what is shown is what is sent again', () => {
  const { doctor_id: _, rules_version: __, calendar_version: ___, ...sent } = rules
  expect(rulesOf(rulesValuesOf(rules))).toEqual(sent)
  expect(rulesOf({ ...rulesValuesOf(rules), max_per_day: ' 12 ' }).max_per_day).toBe(12)
})

it('only a limit a day may be left empty', () => {
  expect(rulesFaults(rulesValuesOf(rules))).toEqual([])
  expect(rulesFaults({ ...rulesValuesOf(rules), max_advance_days: '', slot_grid_minutes: '4', max_per_day: '0' })).toEqual([
    { field: 'max_advance_days', fault: 'advance' },
    { field: 'max_per_day', fault: 'most' },
    { field: 'slot_grid_minutes', fault: 'grid' },
  ])
})
