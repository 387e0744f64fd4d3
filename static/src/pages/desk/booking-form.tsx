// The form of a booking at the desk. For somebody new, the fields of a registration are part of it.
import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { APPOINTMENT_TYPES, appointmentTypesQuery } from '@/api/appointment-types'
import type { Appointment, Doctor } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { kindAmong } from '@/pages/doctor/kinds'
import { newPatientOf, NOBODY, PATIENT_FIELDS } from '@/pages/patients/new-patient'
import type { PatientValues } from '@/pages/patients/new-patient'
import { REGISTER_FORM, RegisterFields } from '@/pages/patients/register-fields'
import { readersZone } from '@/time/days'
import { zoneCity } from '@/time/format'
import { instantOfText } from '@/time/wall'
import { Button } from '@/ui/button'
import { SelectField, TextArea, TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormErrors } from '@/ui/use-form-errors'
import { BookingRefused } from './booking-refused'
import { bookingOf } from './booking-values'
import type { BookingWish, Who } from './booking-values'
import { useDeskBooking } from './use-desk-booking'
import { WhoSection } from './who-section'

interface BookingFormProps {
  wish: BookingWish
  doctors: Doctor[]
  zone: string
  onBooked: (visit: Appointment) => void
  onClose: () => void
}

export function BookingForm({ wish, doctors, zone, onBooked, onClose }: BookingFormProps) {
  const { t, i18n } = useTranslation()
  const [doctorId, setDoctorId] = useState(wish.doctorId)
  const [day, setDay] = useState(wish.day)
  const [time, setTime] = useState(wish.time)
  const [chosenKind, setKind] = useState(wish.kind)
  const [notes, setNotes] = useState('')
  const [known, setKnown] = useState<Who | null>(wish.patient)
  const [isNew, setIsNew] = useState(false)
  const [asked, setAsked] = useState(false)
  const send = useDeskBooking(onBooked)
  const { data: kinds } = useQuery(appointmentTypesQuery(doctorId))
  const codes = kinds?.map(({ code }) => code) ?? [...APPOINTMENT_TYPES]
  const kind = kindAmong(codes, chosenKind)

  const shape = z.object({
    first_name: z.string().trim().min(1, t('dependants.noFirstName')),
    last_name: z.string().trim().min(1, t('dependants.noLastName')),
    date_of_birth: z.string(),
    phone: z.string(),
    email: z.union([z.literal(''), z.email(t('signIn.badEmail'))], t('signIn.badEmail')),
    clinic_id: z.string(),
  })
  const patient = useForm<PatientValues>({ resolver: zodResolver(shape), defaultValues: NOBODY, shouldFocusError: false })
  const startsAt = instantOfText(day, time, zone)
  const faults = [
    ...(!isNew && known === null ? [{ message: t('desk.booking.nobody') }] : []),
    ...(startsAt === null ? [{ fieldId: 'booking-time', message: t(time === '' ? 'move.noTime' : 'move.noSuchTime') }] : []),
  ]
  const ofPatient = useFormErrors({
    form: REGISTER_FORM,
    fields: PATIENT_FIELDS,
    found: isNew ? patient.formState.errors : {},
    error: null,
  })
  const bookWith = (at: string, reason?: string) => {
    const book = (whom: Parameters<typeof bookingOf>[0]['for']) => {
      const booking = bookingOf({ doctorId, startsAt: at, kind, notes, for: whom })
      send.mutate(reason === undefined ? booking : { ...booking, override: { reason } })
    }
    if (!isNew && known !== null) return book({ known })
    return void patient.handleSubmit((values) => book({ somebodyNew: newPatientOf(values, readersZone()) }))()
  }
  const submit = () => {
    setAsked(true)
    if (faults.length === 0 && startsAt !== null) bookWith(startsAt)
    else if (isNew) void patient.trigger()
  }
  return (
    <div className="flex flex-col gap-5">
      <Form summary={[...(asked ? faults : []), ...ofPatient.summary]} onSubmit={submit}>
        <WhoSection known={known} isNew={isNew} onKnown={setKnown} onNew={setIsNew}>
          <RegisterFields form={patient} at={ofPatient.at} clinics={[]} />
        </WhoSection>
        <div className="grid grid-cols-2 items-start gap-4">
          {doctors.length > 1 && (
            <div className="col-span-2">
              <SelectField label={t('schedule.doctor')} value={doctorId} onChange={(change) => setDoctorId(change.target.value)}>
                {doctors.map(({ id, first_name, last_name }) => (
                  <option key={id} value={id}>
                    {t('doctors.name', { first: first_name, last: last_name })}
                  </option>
                ))}
              </SelectField>
            </div>
          )}
          <TextField type="date" label={t('move.date')} value={day} onChange={(change) => setDay(change.target.value)} />
          <TextField
            id="booking-time"
            type="time"
            label={t('move.time')}
            help={t('move.zone', { zone: zoneCity(zone) })}
            value={time}
            error={asked && startsAt === null ? faults.at(-1)?.message : undefined}
            onChange={(change) => setTime(change.target.value)}
          />
        </div>
        <SelectField label={t('desk.booking.kind')} value={kind} onChange={(change) => setKind(change.target.value)}>
          {codes.map((code) => (
            <option key={code} value={code}>
              {typeName(i18n, code)}
            </option>
          ))}
        </SelectField>
        <TextArea
          optional
          maxLength={2000}
          label={t('desk.booking.notes')}
          value={notes}
          onChange={(change) => setNotes(change.target.value)}
        />
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button kind="secondary" onClick={onClose}>
            {t('form.cancel')}
          </Button>
          <Button type="submit" data-testid="book" disabled={send.isPending}>
            {send.isPending ? t('desk.booking.sending') : t('desk.booking.submit')}
          </Button>
        </div>
      </Form>
      {send.error && startsAt !== null && (
        <BookingRefused
          error={send.error}
          day={day}
          zone={zone}
          busy={send.isPending}
          onInstead={(instead, date) => {
            setDay(date)
            setTime(instead)
            send.reset()
          }}
          onOverride={(reason) => bookWith(startsAt, reason)}
        />
      )}
    </div>
  )
}
