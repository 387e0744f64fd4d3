import { expect, it } from 'vitest'
import { recipientsOf } from './recipients'

const letter = (user_id: string, user_name: string) => ({ user_id, user_name })

it('who has several letters is named once', () => {
  const letters = [letter('p', 'Pat Doe'), letter('s', 'Sam Roe'), letter('p', 'Pat Doe')]
  expect(recipientsOf(letters)).toEqual({ names: ['Pat Doe', 'Sam Roe'], others: 0 })
})

it('two people of one name are two', () => {
  expect(recipientsOf([letter('p', 'Pat Doe'), letter('q', 'Pat Doe')]).names).toHaveLength(2)
})

it('the first few are named, the others counted, the nameless among them', () => {
  const letters = Array.from({ length: 8 }, (_, n) => letter(`u${n}`, `Person ${n}`))
  expect(recipientsOf([...letters, letter('x', '')])).toMatchObject({ others: 4 })
  expect(recipientsOf([...letters, letter('x', '')]).names).toHaveLength(5)
})
