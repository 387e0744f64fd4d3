// A first request with a key, to be pasted into a shell. It names the key by a variable: what stands in a command is kept
// in the shell's history.
import type { KeyScope } from '@/api/types'

const AUTHORIZATION = '-H "Authorization: ApiKey $CAREBRIDGE_KEY"'

/** The least harmful thing that the key is for: it reads where it may. */
export function exampleFor(scopes: KeyScope[], origin: string): string {
  const base = `${origin}/api/v1`
  const get = (path: string) => `curl ${AUTHORIZATION} \\\n  "${base}/${path}"`
  const post = (path: string, body: object) =>
    `curl ${AUTHORIZATION} \\\n  -H "Content-Type: application/json" \\\n  -d '${JSON.stringify(body)}' \\\n  "${base}/${path}"`
  if (scopes.includes('appointments:read')) return get('appointments/?limit=5')
  if (scopes.includes('patients:read')) return get('patients/?limit=5')
  if (scopes.includes('schedules:read')) return get('doctors/DOCTOR_ID/availability/')
  if (scopes.includes('appointments:write')) {
    return post('appointment-booking/book/', {
      doctor_id: 'DOCTOR_ID',
      patient_id: 'PATIENT_ID',
      appointment_date: '2026-12-01',
      start_time: '09:00',
      appointment_type: 'consultation',
    })
  }
  if (scopes.includes('patients:write')) return post('patients/', { first_name: 'Pat', last_name: 'Morgan' })
  return get('doctors/?limit=5')
}
