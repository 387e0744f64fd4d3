import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { readAgain } from './read-again'

it('a change during the first reading is not missed', async () => {
  const queries = new QueryClient()
  const answers: ((visits: string) => void)[] = []
  const observer = new QueryObserver(queries, {
    queryKey: ['visits'],
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
  })
  const leave = observer.subscribe(() => undefined)
  const again = readAgain(queries, ['visits'])
  answers[0]?.('before the change')
  await Promise.resolve()
  while (answers.length < 2) await new Promise((wake) => setTimeout(wake, 0))
  answers[1]?.('after the change')
  await again
  expect(observer.getCurrentResult().data).toBe('after the change')
  leave()
})
