// This browser's subscription to what is pushed, by way of the worker.
import { addPushDevice, readPushKey, removePushDevice } from '@/api/push-devices'
import type { NewPushDevice, PushDevice } from '@/api/types'
import { rememberDevice, rememberedDevice } from './this-browser'

const WORKER = '/sw.js'

/** Not this browser, or not at this address: nothing is pushed without TLS. */
export function canBePushedTo(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** The reader, or their browser for them, does not allow notifications. */
export class NotAllowed extends Error {}

export interface Here {
  permission: NotificationPermission
  /** The device that this browser is, if it is subscribed. */
  deviceId: string | null
}

/** How this browser stands; null where it cannot be pushed to. */
export async function readHere(): Promise<Here | null> {
  if (!canBePushedTo()) return null
  const subscription = await present()
  return { permission: Notification.permission, deviceId: subscription ? await rememberedDevice() : null }
}

/** To be called by a click: the browser asks the reader. `agreed` is told before anything is sent. */
export async function subscribeHere(agreed: () => Promise<unknown>): Promise<PushDevice> {
  if ((await Notification.requestPermission()) !== 'granted') throw new NotAllowed('notifications are not allowed')
  const key = await readPushKey()
  await navigator.serviceWorker.register(WORKER)
  const { pushManager } = await navigator.serviceWorker.ready
  // One that the server does not know any more, or that was another person's.
  await (await pushManager.getSubscription())?.unsubscribe()
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  await agreed()
  const device = await addPushDevice(subscription.toJSON() as NewPushDevice)
  await rememberDevice(device.id)
  return device
}

/** Nothing is pushed to this device any more; where it is this browser, its subscription ends too. */
export async function removeDevice(id: string): Promise<void> {
  await removePushDevice(id)
  if (canBePushedTo() && id === (await rememberedDevice())) await forgetHere()
}

/** Whoever sits here next is not told what the one who leaves would be. Signing out does not wait for its success. */
export async function leaveHere(): Promise<void> {
  if (!canBePushedTo() || !(await present())) return
  const id = await rememberedDevice()
  await Promise.allSettled([forgetHere(), id !== null && removePushDevice(id)])
}

async function forgetHere(): Promise<void> {
  await (await present())?.unsubscribe()
  await rememberDevice(null)
}

async function present(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER)
  return (await registration?.pushManager.getSubscription()) ?? null
}
