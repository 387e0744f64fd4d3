// Something that is on or off, and takes effect at once.
import { useId } from 'react'
import { classNames } from './class-names'

interface SwitchFieldProps {
  label: string
  help?: string
  on: boolean
  disabled?: boolean
  onChange: (on: boolean) => void
}

export function SwitchField({ label, help, on, disabled, onChange }: SwitchFieldProps) {
  const id = useId()
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {help && (
          <p id={`${id}-help`} className="text-small text-ink-faint">
            {help}
          </p>
        )}
      </div>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={on}
        aria-describedby={help ? `${id}-help` : undefined}
        disabled={disabled}
        onClick={() => onChange(!on)}
        className={classNames(
          'inline-flex h-7 w-12 shrink-0 items-center rounded-full border px-0.5 transition-colors duration-150',
          on ? 'border-action bg-action' : 'border-edge bg-sunken',
        )}
      >
        <span
          aria-hidden
          className={classNames(
            'size-5 rounded-full transition-transform duration-150',
            on ? 'translate-x-5 bg-on-action' : 'bg-edge',
          )}
        />
      </button>
    </div>
  )
}
