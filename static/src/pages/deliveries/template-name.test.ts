import { expect, it } from 'vitest'
import { templateName } from './template-name'

it('a template is called by its words', () => {
  expect(templateName('appointment_booked')).toBe('Appointment booked')
  expect(templateName('digest')).toBe('Digest')
})
