// The rules of a schedule as their form holds them, what is wrong with them, and what of them is sent. Pure.
import type { ScheduleRules, ScheduleRulesChange } from '@/api/types'
import { wholeNumber } from './whole-number'

const NUMBERS = {
  min_notice_minutes: { least: 0, most: 43_200, fault: 'notice' },
  max_advance_days: { least: 1, most: 730, fault: 'advance' },
  max_per_day: { least: 1, most: 500, fault: 'most' },
  cancel_cutoff_minutes: { least: 0, most: 43_200, fault: 'cutoff' },
  slot_grid_minutes: { least: 5, most: 240, fault: 'grid' },
} as const
export type NumberField = keyof typeof NUMBERS

export const RULE_FIELDS = ['time_zone', ...(Object.keys(NUMBERS) as NumberField[])] as const
export type RuleField = (typeof RULE_FIELDS)[number]

export interface RulesValues extends Record<RuleField, string> {
  auto_confirm: boolean
}

export type RulesFault = (typeof NUMBERS)[NumberField]['fault']

export function rulesValuesOf(rules: ScheduleRules): RulesValues {
  return {
    time_zone: rules.time_zone,
    min_notice_minutes: String(rules.min_notice_minutes),
    max_advance_days: String(rules.max_advance_days),
    max_per_day: String(rules.max_per_day ?? ''),
    cancel_cutoff_minutes: String(rules.cancel_cutoff_minutes),
    slot_grid_minutes: String(rules.slot_grid_minutes),
    auto_confirm: rules.auto_confirm,
  }
}

/** All that is wrong. */
export function rulesFaults(values: RulesValues): { field: NumberField; fault: RulesFault }[] {
  return (Object.keys(NUMBERS) as NumberField[]).flatMap((field) => {
    const { least, most, fault } = NUMBERS[field]
    const mayBeEmpty = field === 'max_per_day' && values[field].trim() === ''
    return mayBeEmpty || wholeNumber(values[field], least, most) !== null ? [] : [{ field, fault }]
  })
}

export function rulesOf(values: RulesValues): ScheduleRulesChange {
  const number = (field: NumberField) => Number(values[field].trim())
  return {
    time_zone: values.time_zone,
    min_notice_minutes: number('min_notice_minutes'),
    max_advance_days: number('max_advance_days'),
    max_per_day: values.max_per_day.trim() === '' ? null : number('max_per_day'),
    cancel_cutoff_minutes: number('cancel_cutoff_minutes'),
    slot_grid_minutes: number('slot_grid_minutes'),
    auto_confirm: values.auto_confirm,
  }
}
