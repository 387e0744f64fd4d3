// The browsers that somebody's notifications are pushed to.
import { queryOptions } from '@tanstack/react-query'
import { read, remove, write } from './http'
import type { NewPushDevice, Page, PushDevice, PushKey } from './types'

const PATH = 'push-subscriptions/'

export const pushDevicesQuery = queryOptions({
  queryKey: ['push-devices'],
  queryFn: async ({ signal }) => (await read<Page<PushDevice>>(PATH, {}, signal)).results,
})

/** The server's public key, to which a browser binds its subscription. */
export async function readPushKey(): Promise<string> {
  return (await read<PushKey>(`${PATH}key/`)).public_key
}

export function addPushDevice(device: NewPushDevice): Promise<PushDevice> {
  return write(PATH, device)
}

export function removePushDevice(id: string): Promise<void> {
  return remove(`${PATH}${id}/`)
}
