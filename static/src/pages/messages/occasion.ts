// Writing about a visit: to its other side, with the visit as the subject.
import type { i18n as I18n, TFunction } from 'i18next'
import type { Appointment } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { shortWhenOf } from '@/time/when-of'
import type { Occasion } from './conversation-values'

export function occasionOf(t: TFunction, i18n: I18n, visit: Appointment, side: 'patient' | 'doctor', zone: string): Occasion {
  const to =
    side === 'patient'
      ? { id: visit.doctor_id, name: t('doctors.called', { name: visit.doctor_name }) }
      : { id: visit.patient_id, name: visit.patient_name ?? t('today.aPatient') }
  const subject = `${typeName(i18n, visit.appointment_type)}, ${shortWhenOf(visit.starts_at, zone)}`
  return { to, appointmentId: visit.id, subject }
}
