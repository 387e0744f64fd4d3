// What a story needs and does not tell about: asked of the API by somebody who is signed in.
import type { Page } from '@playwright/test'
import { expect } from './server'

export interface Visit {
  id: string
  status: string
  starts_at: string
  ends_at: string
  appointment_date: string
}

interface Slot {
  starts_at: string
  local_start: string
  clinic_id: string
}

/** Sends something as the page would, and gives the answer; the status is what the story expects. */
export async function send<Answer>(page: Page, path: string, data: object, status = 201): Promise<Answer> {
  const { csrf_token } = (await (await page.request.get('/api/v1/auth/csrf/')).json()) as { csrf_token: string }
  const headers = { 'X-CSRF-Token': csrf_token, Origin: new URL(page.url()).origin }
  const answer = await page.request.post(`/api/v1/${path}`, { headers, data })
  expect(answer.status(), await answer.text()).toBe(status)
  return (await answer.json()) as Answer
}

export function bookFor(page: Page, doctorId: string, startsAt: string): Promise<Visit> {
  return send<Visit>(page, 'appointment-booking/book/', {
    doctor_id: doctorId,
    starts_at: startsAt,
    appointment_type: 'consultation',
  })
}

/** The free times of a doctor on these days, both included, by the days of the doctor. */
export async function freeOn(page: Page, doctorId: string, from: string, to: string): Promise<Map<string, Slot[]>> {
  const answer = await page.request.get(`/api/v1/doctors/${doctorId}/available_slots/`, { params: { from, to } })
  const { slots } = (await answer.json()) as { slots: Slot[] }
  const days = new Map<string, Slot[]>()
  for (const slot of slots) {
    const day = slot.local_start.slice(0, 10)
    days.set(day, [...(days.get(day) ?? []), slot])
  }
  return days
}

/** Of everybody who is asked. */
export async function visitsOf(page: Page): Promise<Visit[]> {
  const answer = await page.request.get('/api/v1/appointments/?limit=100')
  return ((await answer.json()) as { results: Visit[] }).results
}

export function dayAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

/** Days ahead that are looked through, one answer's worth after the other: many stories need a day of their own. */
const STRETCHES = [[2, 20], [21, 50], [51, 80]] as const

/** Free times that follow each other without a gap, on a day on which none of these people has a visit. */
export async function freeRun(people: Page[], doctorId: string, length: number): Promise<{ day: string; times: string[] }> {
  const [asker] = people
  if (asker === undefined) throw new Error('nobody asks')
  const busy = new Set((await Promise.all(people.map(visitsOf))).flat().map(({ appointment_date }) => appointment_date))
  for (const [from, to] of STRETCHES) {
    for (const [day, slots] of await freeOn(asker, doctorId, dayAhead(from), dayAhead(to))) {
      if (busy.has(day)) continue
      const times = slots.map(({ starts_at }) => starts_at)
      const begins = times.findIndex((time, index) => {
        const last = times[index + length - 1]
        return last !== undefined && Date.parse(last) - Date.parse(time) === (length - 1) * 30 * 60_000
      })
      if (begins !== -1) return { day, times: times.slice(begins, begins + length) }
    }
  }
  throw new Error(`no ${length} free times follow each other`)
}
