// The hours of a doctor: a split shift is offered, and nobody is left outside of the hours without a question.
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessible'
import { keep } from './artefacts'
import { DESK, DR_ADAMS, PAT, signedIn } from './people'
import { bookFor, dayAhead, freeOn, visitsOf } from './rest'
import { expect, test } from './server'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

test('hours added in the evening are offered, and removing them asks about who is booked there', async ({
  browser,
  server,
}, testInfo) => {
  const doctor = await signedIn(browser, server, DR_ADAMS, '/schedule')
  const doctorId = await idOf(doctor)
  const pat = await signedIn(browser, server, PAT, '/appointments')
  const day = await quietDay(pat)
  const weekday = weekdayOf(day)
  await expect(doctor.getByTestId('weekday')).toHaveCount(7)
  await expectAccessible(doctor)

  await doctor.getByRole('button', { name: `Add hours on ${weekday}` }).click()
  const dialog = doctor.getByRole('dialog')
  await dialog.getByTestId('save').click()
  await expect(dialog.getByLabel('From')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('From').fill('19:00')
  await dialog.getByLabel('To', { exact: true }).fill('21:00')
  await expectAccessible(doctor)
  await keep(testInfo, '1 adding', doctor)
  await dialog.getByTestId('save').click()
  const evening = doctor.getByTestId('window').filter({ hasText: '19:00 to 21:00' })
  await expect(evening).toBeVisible()

  const starts = async () => ((await freeOn(pat, doctorId, day, day)).get(day) ?? []).map(({ local_start }) => local_start.slice(11, 16))
  expect(await starts()).toEqual(expect.arrayContaining(['09:00', '19:00', '19:30']))
  const slots = (await freeOn(pat, doctorId, day, day)).get(day) ?? []
  const at19 = slots.find(({ local_start }) => local_start.includes('T19:00'))?.starts_at ?? ''
  const visit = await bookFor(pat, doctorId, at19)

  const remove = () => evening.getByRole('button', { name: /^Remove/ }).click()
  await remove()
  const asked = doctor.getByTestId('asks-stranded')
  await expect(asked).toContainText('One visit will be left outside these hours: Pat Morgan')
  await expectAccessible(doctor)
  await keep(testInfo, '2 asked', doctor)
  await asked.getByRole('button', { name: 'Leave it as it is' }).click()
  await expect(asked).toHaveCount(0)
  await expect(evening).toBeVisible()
  expect(await starts()).toContain('19:30')

  await remove()
  await asked.getByTestId('strand').click()
  await expect(evening).toHaveCount(0)
  const left = doctor.getByTestId('left-visit')
  await expect(left).toContainText('Pat Morgan')
  expect(await starts()).not.toContain('19:30')
  await expectAccessible(doctor)
  await keep(testInfo, '3 left outside', doctor)

  // Put back, nobody is outside of the hours any more.
  await doctor.getByTestId('toast').getByRole('button', { name: 'Put it back' }).click()
  await expect(evening).toBeVisible()
  await expect(left).toHaveCount(0)
  await remove()
  await asked.getByTestId('strand').click()
  await expect(left).toContainText('Pat Morgan')

  // Seen to from here: moved to a free time of the day.
  await left.getByRole('button', { name: /^Move/ }).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '09:00', exact: true }).click()
  await doctor.getByRole('dialog').getByTestId('confirm-move').click()
  await expect(left).toContainText('09:00')
  expect((await visitsOf(pat)).find(({ id }) => id === visit.id)?.starts_at).not.toBe(at19)
  await doctor.getByRole('button', { name: 'I have seen to them' }).click()
  await expect(left).toHaveCount(0)
})

test('removed hours are put back with a press', async ({ browser, server }) => {
  const doctor = await signedIn(browser, server, DR_ADAMS, '/schedule')
  await doctor.getByRole('button', { name: 'Add hours on Sunday' }).click()
  const dialog = doctor.getByRole('dialog')
  await dialog.getByLabel('From').fill('18:00')
  await dialog.getByLabel('To', { exact: true }).fill('18:30')
  await dialog.getByTestId('save').click()
  const sunday = doctor.getByTestId('window').filter({ hasText: '18:00 to 18:30' })
  await sunday.getByRole('button', { name: /^Remove/ }).click()
  await expect(sunday).toHaveCount(0)
  await doctor.getByTestId('toast').getByRole('button', { name: 'Put it back' }).click()
  await expect(sunday).toBeVisible()
  await sunday.getByRole('button', { name: /^Remove/ }).click()
  await expect(sunday).toHaveCount(0)
})

test('a single day, time off, a kind of visit and the rules are what is offered from then on', async ({
  browser,
  server,
}, testInfo) => {
  const desk = await signedIn(browser, server, DESK, '/schedule/dates')
  const pat = await signedIn(browser, server, PAT, '/appointments')
  await desk.getByLabel('Doctor').selectOption({ label: 'Dr Grace Adams' })
  await expect(desk).toHaveURL(/doctor=/)
  const doctorId = new URL(desk.url()).searchParams.get('doctor') ?? ''
  const day = await quietDay(pat)
  const starts = async (on: string) => ((await freeOn(pat, doctorId, on, on)).get(on) ?? []).map(({ local_start }) => local_start.slice(11, 16))
  const dialog = desk.getByRole('dialog')

  await desk.getByRole('button', { name: 'Change a day' }).click()
  await dialog.getByLabel('Date').fill(day)
  await dialog.getByLabel('From').fill('11:00')
  await dialog.getByLabel('To', { exact: true }).fill('12:00')
  await dialog.getByLabel('Reason').fill('Training')
  await expectAccessible(desk)
  await dialog.getByTestId('save').click()
  await strandIfAsked(desk)
  await expect(desk.getByTestId('rule')).toContainText('11:00 to 12:00')
  expect(await starts(day)).toEqual(['11:00', '11:30'])
  await expectAccessible(desk)
  await keep(testInfo, '1 a single day', desk)
  // The month shows it too; by keys alone a day is found and called off.
  const inMonth = desk.locator(`[data-testid="month-day"][data-day="${day}"]`)
  const next = desk.getByRole('button', { name: 'Month after' })
  if ((await inMonth.count()) === 0) await next.click()
  await expect(inMonth).toHaveAttribute('data-state', 'other')
  await inMonth.click()
  await expect(dialog.getByLabel('From')).toHaveValue('11:00')
  await dialog.getByRole('button', { name: 'Not now' }).click()
  await expect(inMonth).toBeFocused()
  await desk.keyboard.press('ArrowRight')
  await expect(desk.locator(':focus')).toHaveAttribute('data-day', dayAfter(day))
  await desk.keyboard.press('Enter')
  await expect(dialog.getByLabel('Date')).toHaveValue(dayAfter(day))
  await dialog.getByLabel('Not working on that day').check()
  await dialog.getByTestId('save').click()
  await expect(desk.getByTestId('strand').or(desk.getByTestId('rule').nth(1))).toBeVisible()
  if (await desk.getByTestId('strand').isVisible()) await desk.getByTestId('strand').click()
  const closed = desk.locator(`[data-testid="month-day"][data-day="${dayAfter(day)}"]`)
  await expect(closed).toHaveAttribute('data-state', 'closed')
  await expect(closed).toHaveAccessibleName(/, Not working$/)
  await expectAccessible(desk)
  await keep(testInfo, '2 the month', desk)
  for (const left of [1, 0]) {
    await desk.getByTestId('rule').first().getByRole('button', { name: /^Back to the weekly hours/ }).click()
    await expect(desk.getByTestId('rule')).toHaveCount(left)
  }
  await expect(closed).toHaveAttribute('data-state', 'usual')

  await desk.getByRole('link', { name: 'Time off' }).click()
  await desk.getByRole('button', { name: 'Add time off' }).click()
  await dialog.getByLabel('Whole days').uncheck()
  await dialog.getByLabel('First day').fill(day)
  await dialog.getByLabel('From').fill('09:00')
  await dialog.getByLabel('To', { exact: true }).fill('10:00')
  await dialog.getByLabel('Every week').check()
  await expect(dialog.getByLabel(weekdayOf(day))).toBeChecked()
  await expectAccessible(desk)
  await dialog.getByTestId('save').click()
  await strandIfAsked(desk)
  await expect(desk.getByTestId('rule')).toContainText(`every week on ${weekdayOf(day)}`)
  expect(await starts(day)).not.toContain('09:00')
  expect(await starts(dayAfter(day, 7))).not.toContain('09:00')
  await expectAccessible(desk)
  await keep(testInfo, '3 time off', desk)
  await desk.getByTestId('rule').getByRole('button', { name: /^Remove/ }).click()
  await expect(desk.getByTestId('rule')).toHaveCount(0)

  await desk.getByRole('link', { name: 'Kinds of visit' }).click()
  const consultation = desk.getByTestId('rule').filter({ hasText: 'Consultation' })
  await expect(consultation).toContainText('30 minutes')
  await expectAccessible(desk)
  await consultation.getByRole('button', { name: /^Change/ }).click()
  await dialog.getByLabel('Minutes kept free after').fill('10')
  await expectAccessible(desk)
  await dialog.getByTestId('save').click()
  await expect(consultation).toContainText('10 after')
  await consultation.getByRole('button', { name: /^Change/ }).click()
  await dialog.getByLabel('Minutes kept free after').fill('0')
  await dialog.getByTestId('save').click()
  await expect(consultation).not.toContainText('after')

  await desk.getByRole('link', { name: 'Rules' }).click()
  await desk.getByLabel('Most visits a day').fill('0')
  await desk.getByTestId('save').click()
  await expect(desk.getByLabel('Most visits a day')).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(desk)
  await desk.getByLabel('Most visits a day').fill('40')
  await desk.getByTestId('save').click()
  await expect(desk.getByText('The rules are saved.')).toBeVisible()
  await expectAccessible(desk)
  await desk.reload()
  await expect(desk.getByLabel('Most visits a day')).toHaveValue('40')
  await keep(testInfo, '4 the rules', desk)
})

async function idOf(page: Page): Promise<string> {
  return ((await (await page.request.get('/api/v1/auth/me/')).json()) as { id: string }).id
}

/** A working day ahead on which the patient has no visit. */
async function quietDay(pat: Page): Promise<string> {
  const busy = new Set((await visitsOf(pat)).map(({ appointment_date }) => appointment_date))
  const days = Array.from({ length: 20 }, (_, index) => dayAhead(index + 8))
  const day = days.find((each) => !busy.has(each) && !['Saturday', 'Sunday'].includes(weekdayOf(each)))
  if (day === undefined) throw new Error('there is a visit every day')
  return day
}

function weekdayOf(day: string): string {
  return WEEKDAYS[(new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7] ?? ''
}

function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The demo may have visits there. */
async function strandIfAsked(page: Page): Promise<void> {
  const asked = page.getByTestId('strand')
  await expect(page.getByTestId('rule').or(asked)).toBeVisible()
  if (await asked.isVisible()) await asked.click()
}
