import { expect, it } from 'vitest'
import { isOpenPath, pathOf } from './where'

const HERE = 'https://clinic.example'

it('an address of this page is its path, however it was written', () => {
  expect(pathOf('/appointments?appointment=7', HERE)).toBe('/appointments?appointment=7')
  expect(pathOf('https://clinic.example/messages/1#last', HERE)).toBe('/messages/1#last')
})

it('an address of another page, or what is none, leads to the inbox', () => {
  const others = ['https://elsewhere.example/x', '//elsewhere.example/x', `${HERE}//elsewhere.example/x`, '\\\\elsewhere.example']
  for (const url of [...others, 'javascript:alert(1)', 'http://[', '', undefined]) {
    expect(pathOf(url, HERE)).toBe('/notifications')
  }
})

it('only what the worker says about an address is followed', () => {
  expect(isOpenPath({ open: '/x' })).toBe(true)
  for (const data of [null, 'x', {}, { open: 7 }]) expect(isOpenPath(data)).toBe(false)
})
