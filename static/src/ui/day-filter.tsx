// A day that narrows a list, from the address or typed.
import { dayIn, isDay, readersZone } from '@/time/days'
import type { Day } from '@/time/days'
import { TextField } from './field'

interface DayFilterProps {
  label: string
  /** What the address says. */
  day: Day | undefined
  onChange: (day: Day | undefined) => void
}

export function DayFilter({ label, day, onChange }: DayFilterProps) {
  return (
    <TextField
      // What is typed by halves is not a day yet: the box keeps it until it is one.
      key={day ?? ''}
      type="date"
      max={dayIn(new Date(), readersZone())}
      label={label}
      defaultValue={day ?? ''}
      onBlur={(left) => {
        const typed = isDay(left.target.value) ? left.target.value : undefined
        if (typed !== day) onChange(typed)
      }}
    />
  )
}
