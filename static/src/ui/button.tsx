// Buttons, and links that look like them. One primary action a screen.
import type { ComponentProps } from 'react'
import { classNames } from './class-names'

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'harm'

const KINDS: Record<ButtonKind, string> = {
  primary: 'bg-action text-on-action hover:bg-action-strong disabled:bg-sunken disabled:text-ink-faint',
  secondary: 'border border-line bg-surface text-ink hover:border-edge hover:bg-sunken disabled:text-ink-faint',
  quiet: 'text-action-ink hover:bg-action-wash',
  harm: 'bg-harm text-on-harm hover:opacity-90',
}

export function buttonLook(kind: ButtonKind, more?: string): string {
  return classNames(
    'inline-flex min-h-11 items-center justify-center gap-2 rounded-base px-4 py-2 text-base font-semibold',
    'transition-colors duration-150 select-none active:translate-y-px disabled:active:translate-y-0',
    KINDS[kind],
    more,
  )
}

export function Button({ kind = 'primary', className, ...rest }: ComponentProps<'button'> & { kind?: ButtonKind }) {
  return <button type="button" {...rest} className={buttonLook(kind, className)} />
}

/** A square button with a picture; `label` says in words what it does. */
export function IconButton({ label, className, ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classNames(
        'relative inline-flex size-11 items-center justify-center rounded-base text-ink-soft transition-colors duration-150',
        'hover:bg-sunken hover:text-ink disabled:pointer-events-none disabled:opacity-35',
        className,
      )}
    />
  )
}
