// The worker tells the server that the browser changed its subscription, as whoever is signed in.
import type { NewPushDevice, PushDevice, PushKey } from '@/api/notification-types'
import { rememberDevice, rememberedDevice } from '@/push/this-browser'

const API = '/api/v1/'
const DEVICES = `${API}push-subscriptions/`

/** The device that this browser was becomes the one that it is; one that was removed meanwhile does not come back. */
export async function replaceDevice(subscribe: (key: string) => Promise<PushSubscription>): Promise<void> {
  const former = await rememberedDevice()
  const { results } = await json<{ results: PushDevice[] }>(await fetch(DEVICES))
  if (!results.some(({ id }) => id === former)) return rememberDevice(null)
  const { public_key: key } = await json<PushKey>(await fetch(`${DEVICES}key/`))
  const subscription = (await subscribe(key)).toJSON() as NewPushDevice
  const { id } = await json<PushDevice>(await send('POST', DEVICES, subscription))
  await rememberDevice(id)
  if (id !== former) await send('DELETE', `${DEVICES}${former}/`)
}

async function send(method: 'POST' | 'DELETE', address: string, body?: object): Promise<Response> {
  const { csrf_token: token } = await json<{ csrf_token: string }>(await fetch(`${API}auth/csrf/`))
  const headers = { 'X-CSRF-Token': token, ...(body && { 'Content-Type': 'application/json' }) }
  return fetch(address, { method, headers, body: body && JSON.stringify(body) })
}

async function json<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw new Error(`status ${response.status}`)
  return (await response.json()) as Answer
}
