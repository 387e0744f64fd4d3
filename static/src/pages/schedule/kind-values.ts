// A kind of visit as its form holds it, what is wrong with it, and what of it is sent. Pure.
import type { AppointmentType, NewAppointmentType, VisitMode } from '@/api/types'
import { amountOf } from '@/pages/directory-entry/entry-values'
import { wholeNumber } from './whole-number'

export const KIND_FIELDS = [
  'code',
  'duration_minutes',
  'buffer_before_minutes',
  'buffer_after_minutes',
  'capacity',
  'grid_minutes',
  'mode',
  'price',
  'currency',
] as const
export type KindField = (typeof KIND_FIELDS)[number]
export type KindValues = Record<KindField, string>

export type KindFault = 'noCode' | 'duration' | 'minutes' | 'capacity' | 'grid' | 'price'

export const VISIT_MODES: VisitMode[] = ['in_person', 'video', 'phone']

export const NEW_KIND: KindValues = {
  code: '',
  duration_minutes: '30',
  buffer_before_minutes: '0',
  buffer_after_minutes: '0',
  capacity: '1',
  grid_minutes: '',
  mode: 'in_person',
  price: '',
  // The doctor's own.
  currency: '',
}

export function kindValuesOf(kind: AppointmentType): KindValues {
  return {
    code: kind.code,
    duration_minutes: String(kind.duration_minutes),
    buffer_before_minutes: String(kind.buffer_before_minutes),
    buffer_after_minutes: String(kind.buffer_after_minutes),
    capacity: String(kind.capacity),
    grid_minutes: String(kind.grid_minutes ?? ''),
    mode: kind.mode,
    price: kind.price ?? '',
    currency: kind.currency ?? '',
  }
}

export function kindFault(values: KindValues): { field: KindField; fault: KindFault } | null {
  if (values.code === '') return { field: 'code', fault: 'noCode' }
  if (wholeNumber(values.duration_minutes, 5, 480) === null) return { field: 'duration_minutes', fault: 'duration' }
  for (const field of ['buffer_before_minutes', 'buffer_after_minutes'] as const) {
    if (wholeNumber(values[field], 0, 120) === null) return { field, fault: 'minutes' }
  }
  if (wholeNumber(values.capacity, 1, 100) === null) return { field: 'capacity', fault: 'capacity' }
  if (values.grid_minutes.trim() !== '' && wholeNumber(values.grid_minutes, 5, 240) === null) {
    return { field: 'grid_minutes', fault: 'grid' }
  }
  if (values.price.trim() !== '' && amountOf(values.price) === null) return { field: 'price', fault: 'price' }
  return null
}

export function kindOf(values: KindValues): NewAppointmentType {
  const number = (field: KindField) => Number(values[field].trim())
  return {
    code: values.code,
    duration_minutes: number('duration_minutes'),
    buffer_before_minutes: number('buffer_before_minutes'),
    buffer_after_minutes: number('buffer_after_minutes'),
    capacity: number('capacity'),
    grid_minutes: values.grid_minutes.trim() === '' ? null : number('grid_minutes'),
    mode: values.mode as VisitMode,
    price: values.price.trim() === '' ? null : amountOf(values.price),
    currency: values.currency || null,
  }
}

/** Only what differs is sent; what the kind is called stays. */
export function kindChangeOf(values: KindValues, kind: AppointmentType): Partial<NewAppointmentType> {
  const next = kindOf(values)
  const before = kindOf(kindValuesOf(kind))
  const changed = Object.entries(next).filter(([field, value]) => before[field as KindField] !== value)
  return Object.fromEntries(changed) as Partial<NewAppointmentType>
}
