// What somebody does behind the page's back: requests of their own, signed in as the page is.
import type { Page } from '@playwright/test'

interface Answer {
  status: number
  body: unknown
}

/** A write of this page's person, as another program of theirs would send it. */
export function send(page: Page, method: string, path: string, body: object = {}): Promise<Answer> {
  return page.evaluate(
    async ({ method, path, body }) => {
      const token = (await (await fetch('/api/v1/auth/csrf/')).json()) as { csrf_token: string }
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': token.csrf_token }
      const answer = await fetch(`/api/v1/${path}`, { method, headers, body: JSON.stringify(body) })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
    },
    { method, path, body },
  )
}

/** The id of the doctor whose page has this address. */
export function doctorOf(path: string): string {
  return path.replace(/^\/doctors\/([^?]+).*$/, '$1')
}

/** Books a time behind the page's back. */
export async function bookBehind(page: Page, doctorId: string, startsAt: string): Promise<{ id: string; version: number }> {
  const answer = await send(page, 'POST', 'appointment-booking/book/', { doctor_id: doctorId, starts_at: startsAt })
  if (answer.status !== 201) throw new Error(`not booked: ${JSON.stringify(answer)}`)
  return answer.body as { id: string; version: number }
}
