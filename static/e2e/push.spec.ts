// What is pushed: sealed for one browser, shown while no page looks, and leading where it says.
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { secret } from './canaries'
import { PAT, signedIn } from './people'
import { begin, bookOneMore, forget, PREFERENCES, save } from './preferences'
import { isFrom, pushService } from './push-service'
import { send } from './rest'
import { expect, test } from './server'

test('a push reaches a browser sealed for it, and none once it is removed', async ({ browser, server }, testInfo) => {
  const service = await pushService()
  try {
    const two = await begin(browser, server, PREFERENCES)
    const { pat } = two
    const { subscription, pushed } = service
    const key = (await (await pat.request.get('/api/v1/push-subscriptions/key/')).json()) as { public_key: string }
    for (const text of [subscription.keys.p256dh, subscription.keys.auth]) secret(text)
    await send(pat, 'push-subscriptions/', subscription)
    await pat.getByTestId('booking_push').click()
    await save(pat)
    await pat.reload()
    await expect(pat.getByTestId('device')).toHaveCount(1)
    await expectAccessible(pat)
    await keep(testInfo, '1 a device', pat)

    await pat.getByRole('button', { name: 'Send a test: Push' }).click()
    await expect.poll(() => pushed.length).toBe(1)
    await bookOneMore(two)
    await expect.poll(() => pushed.length, { timeout: 30_000 }).toBe(2)
    for (const push of pushed) {
      expect(push.headers['content-encoding']).toBe('aes128gcm')
      expect(Number(push.headers.ttl)).toBeGreaterThan(0)
      expect(isFrom(key.public_key, push, new URL(subscription.endpoint).origin)).toBe(true)
      expect(Object.keys(push.message).sort()).toEqual(['body', 'tag', 'title', 'url'])
      expect(new URL(push.message.url, server.url).origin).toBe(server.url)
    }
    // Each replaces itself only.
    expect(new Set(pushed.map(({ message }) => message.tag)).size).toBe(2)

    await pat.getByTestId('device').getByRole('button', { name: /^Remove/ }).click()
    await expect(pat.getByTestId('device')).toHaveCount(0)
    await pat.getByRole('button', { name: 'Send a test: Push' }).click()
    await expect(pat.getByTestId('channel-push')).toContainText('Turn it on for a browser first.')
    expect(pushed).toHaveLength(2)
    await forget(pat)
  } finally {
    service.close()
  }
})

test('what is pushed is shown, and a click on it leads there without loading the page anew', async ({ browser, server }) => {
  const pat = await signedIn(browser, server, PAT, PREFERENCES)
  await pat.context().grantPermissions(['notifications'])
  await pat.reload()
  // There is no push service to subscribe to here; the worker is there all the same.
  const registered = pat.context().waitForEvent('serviceworker')
  await pat.getByTestId('push-on').click()
  const worker = await registered
  expect(worker.url()).toBe(`${server.url}/sw.js`)
  // Until it is active, what is pushed to it is lost.
  await pat.evaluate(async () => void (await navigator.serviceWorker.ready))

  const devtools = await pat.context().newCDPSession(pat)
  const known = new Promise<string>((found) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations
      if (registration) found(registration.registrationId)
    }),
  )
  await devtools.send('ServiceWorker.enable')
  const data = JSON.stringify({ title: 'Your visit is booked', body: '', url: '/notifications?view=away', tag: 'd1' })
  await devtools.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId: await known, data })
  const shown = () =>
    worker.evaluate(async () => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
      return (await registration.getNotifications()).map(({ title, tag }) => ({ title, tag }))
    })
  await expect.poll(shown).toEqual([{ title: 'Your visit is booked', tag: 'd1' }])

  await pat.evaluate(() => document.body.setAttribute('data-same-page', ''))
  await worker.evaluate(async () => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration } & EventTarget
    const [notification] = await scope.registration.getNotifications()
    const Click = Reflect.get(scope, 'NotificationEvent') as new (type: string, init: object) => Event
    scope.dispatchEvent(new Click('notificationclick', { notification }))
  })
  await expect(pat).toHaveURL(/\/notifications\?view=away/)
  expect(await pat.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
  await expect.poll(shown).toEqual([])
})
