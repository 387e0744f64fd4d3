import { expect, it } from 'vitest'
import { newValues, wantedOf } from './first-free-values'

const TODAY = '2026-11-24'
const values = newValues(TODAY)

it('begins with two weeks for oneself', () => {
  expect(wantedOf(values, 'cardiology')).toEqual({ specialty: 'cardiology', from: '2026-11-24', to: '2026-12-08' })
})

it('says for whom and what it is about', () => {
  expect(wantedOf({ ...values, patient: 'child', notes: ' a cough ' }, 'cardiology')).toMatchObject({
    patient_id: 'child',
    patient_notes: 'a cough',
  })
})
