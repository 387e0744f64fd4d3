// Whose schedule it is: a doctor's own, or one of the doctors of the reader's clinics, as the address says.
import { useQueries, useQuery } from '@tanstack/react-query'
import { clinicDoctorsQuery, doctorQuery, everyDoctorQuery } from '@/api/doctors'
import type { Doctor, User } from '@/api/types'

interface DoctorsHere {
  /** To choose from, by name; a doctor is alone. */
  doctors: Doctor[]
  /** Undefined where there is none, or not such a one for the reader. */
  here: Doctor | undefined
  known: boolean
  error: unknown
  again: () => void
}

export function useDoctorsHere(user: User, chosen: string | undefined): DoctorsHere {
  const { role, clinics } = user
  const own = useQuery({ ...doctorQuery(user.id), enabled: role === 'doctor' })
  const all = useQuery({ ...everyDoctorQuery, enabled: role === 'admin' })
  const ofClinics = useQueries({ queries: role === 'staff' ? clinics.map(({ id }) => clinicDoctorsQuery(id)) : [] })
  const asked = role === 'doctor' ? [own] : role === 'admin' ? [all] : ofClinics
  const found = asked.flatMap(({ data }) => data ?? [])
  const doctors = byName([...new Map(found.map((doctor) => [doctor.id, doctor])).values()])
  return {
    doctors,
    here: chosen === undefined || role === 'doctor' ? doctors[0] : doctors.find(({ id }) => id === chosen),
    known: asked.every(({ data }) => data !== undefined),
    error: asked.find(({ error }) => error !== null)?.error ?? null,
    again: () => {
      for (const query of asked) void query.refetch()
    },
  }
}

export function byName(doctors: Doctor[]): Doctor[] {
  const nameOf = ({ first_name, last_name }: Doctor) => `${last_name} ${first_name}`
  return [...doctors].sort((one, other) => nameOf(one).localeCompare(nameOf(other)))
}
