import { expect, it } from 'vitest'
import { pathIn, shownOf } from './shown'

const HERE = 'https://clinic.example'

it('a push is shown as it says, and leads where it says', () => {
  const pushed = JSON.stringify({ title: 'Your visit is booked', body: 'Tomorrow at 09:00.', url: '/appointments', tag: 'd1' })
  expect(shownOf(pushed, HERE)).toEqual({
    title: 'Your visit is booked',
    options: { body: 'Tomorrow at 09:00.', tag: 'd1', data: { path: '/appointments' } },
  })
})

it('a push that cannot be read is shown all the same', () => {
  for (const pushed of [undefined, '', 'x', 'null', '[]', '{"title":7}', '{"body":"without a title"}']) {
    expect(shownOf(pushed, HERE)).toMatchObject({ title: 'CareBridge', options: { body: 'There is something new for you.' } })
  }
})

it('no push leads to another page', () => {
  const pushed = JSON.stringify({ title: 'x', body: '', url: 'https://elsewhere.example/' })
  expect(shownOf(pushed, HERE).options.data.path).toBe('/notifications')
  expect(pathIn({ path: '//elsewhere.example/' }, HERE)).toBe('/notifications')
  expect(pathIn(null, HERE)).toBe('/notifications')
  expect(pathIn({ path: '/messages/1' }, HERE)).toBe('/messages/1')
})
