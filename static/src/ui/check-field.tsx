// A box to tick, with what it means beside it.
import { useId } from 'react'
import type { ComponentProps } from 'react'

interface CheckFieldProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: string
  help?: string
}

export function CheckField({ label, help, ...rest }: CheckFieldProps) {
  const made = useId()
  const id = rest.id ?? made
  return (
    <div className="flex items-start gap-3">
      <input
        {...rest}
        id={id}
        type="checkbox"
        aria-describedby={help ? `${id}-help` : undefined}
        className="mt-0.5 size-5 shrink-0 cursor-pointer accent-action"
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {help && (
          <p id={`${id}-help`} className="text-small text-ink-faint">
            {help}
          </p>
        )}
      </div>
    </div>
  )
}
