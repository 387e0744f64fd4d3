// What the people of the demo clinic choose before the stories begin: whatever is sent to them comes, however many stories
// send them something, and whatever the hour is.
import { secret } from './canaries'
import { DEMO_PASSWORD, DESK, DR_ADAMS, DR_BAKER, PAT, SAM } from './people'

export const UNDISTURBED = { daily_cap: { sms: null, email: null }, quiet_hours: null }

/** They choose so over the API, each signed in for that and out again. */
export async function leaveUndisturbed(url: string): Promise<void> {
  const api = `${url}/api/v1/`
  await Promise.all(
    [PAT, SAM, DR_ADAMS, DR_BAKER, DESK].map(async (email) => {
      const { access, refresh } = (await ask(`${api}auth/login/`, 'POST', { email, password: DEMO_PASSWORD })) as Tokens
      for (const token of [access, refresh]) secret(token)
      await ask(`${api}notification-preferences/`, 'PUT', UNDISTURBED, access)
      await ask(`${api}auth/logout/`, 'POST', { refresh }, access)
    }),
  )
}

interface Tokens {
  access: string
  refresh: string
}

async function ask(address: string, method: string, body: object, access?: string): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json', ...(access && { Authorization: `Bearer ${access}` }) }
  const answer = await fetch(address, { method, headers, body: JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`)
  return text === '' ? null : JSON.parse(text)
}
