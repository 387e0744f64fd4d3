// Which of somebody's devices this browser is: known to the page and to the worker, which share no other storage.

const STORE = 'push'
const KEY = '/push-device'

/** The id that the server gave it; null where nothing is pushed here. */
export async function rememberedDevice(): Promise<string | null> {
  const kept = await (await caches.open(STORE)).match(KEY)
  return kept ? kept.text() : null
}

export async function rememberDevice(id: string | null): Promise<void> {
  if (id === null) await caches.delete(STORE)
  else await (await caches.open(STORE)).put(KEY, new Response(id))
}
