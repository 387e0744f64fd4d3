import { expect, it } from 'vitest'
import { filterOf } from './wanted'

const of = (text: string, born = '') => filterOf({ text, born })

it('nothing typed looks for anybody', () => {
  expect(of('  ')).toEqual({})
})

it('words are a name', () => {
  expect(of(' Zoë Morgan ')).toEqual({ q: 'Zoë Morgan' })
  expect(of("O'Neill-Smith")).toEqual({ q: "O'Neill-Smith" })
})

it('a whole address is one, part of it is words', () => {
  expect(of('pat@care')).toEqual({ q: 'pat@care' })
  expect(of('pat@carebridge.example')).toEqual({ email: 'pat@carebridge.example' })
})

it('digits are a phone, as people write it', () => {
  expect(of('+44 (0)20 7946-0000')).toEqual({ phone: '+4402079460000' })
  expect(of('020 7946 0000')).toEqual({ phone: '02079460000' })
  expect(of('12')).toEqual({ q: '12' })
})

it('a day is a day of birth, in its own field or in the box', () => {
  expect(of('1980-02-29')).toEqual({ date_of_birth: '1980-02-29' })
  expect(of('1981-02-29')).toEqual({ phone: '19810229' })
  expect(of('Morgan', '1980-02-29')).toEqual({ q: 'Morgan', date_of_birth: '1980-02-29' })
})
