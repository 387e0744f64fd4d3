// What is made once, however often it is asked for until the outcome is known.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { QueryKey } from '@tanstack/react-query'
import { useState } from 'react'
import { Attempt, isUnknownOutcome } from './attempt'

interface Once<Values, Body extends object, Made> {
  bodyOf: (values: Values) => Body
  make: (body: Body, key: string) => Promise<Made>
  onMade: (made: Made) => void
  /** What is read again afterwards. */
  reads: QueryKey
}

export function useOnce<Values, Body extends object, Made>({ bodyOf, make, onMade, reads }: Once<Values, Body, Made>) {
  const queries = useQueryClient()
  const [attempt] = useState(() => new Attempt())
  return useMutation({
    mutationFn: (values: Values) => {
      const body = bodyOf(values)
      return make(body, attempt.keyFor(body))
    },
    onSuccess: (made) => {
      attempt.settle()
      onMade(made)
    },
    onError: (error) => {
      if (!isUnknownOutcome(error)) attempt.settle()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: reads }),
  })
}
