import { expect, it } from 'vitest'
import { recipientsOf } from './recipients'

const letter = (id: string, user_id: string | null, user_name: string | null) => ({ id, user_id, user_name })

it('who has several letters is named once', () => {
  const letters = [letter('1', 'p', 'Pat Doe'), letter('2', 's', 'Sam Roe'), letter('3', 'p', 'Pat Doe')]
  expect(recipientsOf(letters)).toEqual({ names: ['Pat Doe', 'Sam Roe'], others: 0 })
})

it('two people of one name are two', () => {
  expect(recipientsOf([letter('1', 'p', 'Pat Doe'), letter('2', 'q', 'Pat Doe')]).names).toHaveLength(2)
})

it('the first few are named, the others counted, the nameless among them', () => {
  const letters = Array.from({ length: 8 }, (_, n) => letter(`${n}`, `u${n}`, `Person ${n}`))
  expect(recipientsOf([...letters, letter('x', null, null)])).toMatchObject({ others: 4 })
  expect(recipientsOf([...letters, letter('x', null, null)]).names).toHaveLength(5)
})
