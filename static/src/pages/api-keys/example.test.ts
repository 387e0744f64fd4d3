import { expect, it } from 'vitest'
import { exampleFor } from './example'

const ORIGIN = 'https://hub.example'

it('the example reads where the key may, and names the address of this hub', () => {
  expect(exampleFor(['appointments:read', 'appointments:write'], ORIGIN)).toBe(
    'curl -H "Authorization: ApiKey $CAREBRIDGE_KEY" \\\n  "https://hub.example/api/v1/appointments/?limit=5"',
  )
  expect(exampleFor(['patients:read', 'patients:write'], ORIGIN)).toContain('/api/v1/patients/?limit=5')
})

it('a key that only writes is shown a write with everything that it needs', () => {
  const example = exampleFor(['appointments:write'], ORIGIN)
  expect(example).toContain('/api/v1/appointment-booking/book/"')
  const body = JSON.parse(/-d '(.*)'/.exec(example)?.[1] ?? '') as object
  expect(Object.keys(body)).toEqual(['doctor_id', 'patient_id', 'appointment_date', 'start_time', 'appointment_type'])
})

it('no example holds a key', () => {
  expect(exampleFor(['schedules:write'], ORIGIN)).not.toContain('cbk_')
})
