// Takes a visit a step further, as it was looked at; what it has become is read again.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { appointmentsKey, step } from '@/api/appointments'
import type { VisitStep } from '@/api/appointments'
import type { Appointment } from '@/api/types'
import { withVisit } from './moved'

export function useStep() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ visit, action }: { visit: Appointment; action: VisitStep }) => step(visit, action),
    onSuccess: (visit) =>
      queries.setQueriesData<Appointment[]>(
        { queryKey: [...appointmentsKey, 'calendar'] },
        (visits) => visits && withVisit(visits, visit),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: appointmentsKey }),
  })
}

export type Stepper = ReturnType<typeof useStep>
