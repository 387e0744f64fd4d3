// Something that is on or off, and takes effect at once.
import { useId } from 'react'
import { Switch } from './switch'

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
      <Switch
        id={id}
        on={on}
        aria-describedby={help ? `${id}-help` : undefined}
        disabled={disabled}
        onChange={onChange}
      />
    </div>
  )
}
