// A switch: something is on, or off.
import type { ComponentProps } from 'react'
import { classNames } from './class-names'

type SwitchProps = Omit<ComponentProps<'button'>, 'onChange'> & {
  on: boolean
  onChange: (on: boolean) => void
}

/** What it switches is said by a label that names its id, or by `aria-label`. */
export function Switch({ on, onChange, className, ...rest }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      onClick={() => onChange(!on)}
      {...rest}
      className={classNames(
        'inline-flex h-7 w-12 shrink-0 items-center rounded-full border px-0.5 transition-colors duration-150',
        'disabled:cursor-not-allowed disabled:opacity-60',
        on ? 'border-action bg-action' : 'border-edge bg-sunken',
        className,
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
  )
}
