import { expect, it } from 'vitest'
import { leaksIn, secret } from './canaries'

secret('nora.newman@carebridge.example')
secret('Hale')

it('what was planted is found as text, in an address, and as bytes', () => {
  const bytes = [...Buffer.from('"last_name":"Hale"')].join(', ')
  expect(leaksIn('mail to <Nora.Newman@carebridge.example>')).toHaveLength(1)
  expect(leaksIn('GET /?q=nora.newman%40carebridge.example')).toHaveLength(1)
  expect(leaksIn(`executing with [Some([${bytes}])]`)).toHaveLength(1)
  expect(leaksIn('1\nsigned in: Hale\n3')).toEqual(['"Hale" as text: signed in: Hale'])
})

it('a part of a word is something else', () => {
  expect(leaksIn('inhaled by n••••@carebridge.example, [172, 97, 108, 101]')).toEqual([])
})
