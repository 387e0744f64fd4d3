import { expect, it } from 'vitest'
import { faultOf, newValues, wantedOf } from './first-free-values'

const TODAY = '2026-11-24'
const values = newValues(TODAY)

it('begins with two weeks for oneself', () => {
  expect(faultOf(values, TODAY)).toBeNull()
  expect(wantedOf(values, 'cardiology')).toEqual({ specialty: 'cardiology', from: '2026-11-24', to: '2026-12-08' })
})

it('says for whom and what it is about', () => {
  expect(wantedOf({ ...values, patient: 'child', notes: ' a cough ' }, 'cardiology')).toMatchObject({
    patient_id: 'child',
    patient_notes: 'a cough',
  })
})

it('is for days that are still to come, in order', () => {
  expect(faultOf({ ...values, from: '' }, TODAY)?.fault).toBe('noFirstDay')
  expect(faultOf({ ...values, to: '' }, TODAY)?.fault).toBe('noLastDay')
  expect(faultOf({ ...values, from: '2026-11-01', to: '2026-11-02' }, TODAY)?.fault).toBe('past')
  expect(faultOf({ ...values, to: '2026-11-25', from: '2026-11-26' }, TODAY)?.fault).toBe('endsBefore')
})
