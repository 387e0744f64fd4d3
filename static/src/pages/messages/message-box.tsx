// The box that messages are written in; it grows with them.
import { useId } from 'react'
import type { ComponentProps } from 'react'
import { classNames } from '@/ui/class-names'

interface MessageBoxProps extends ComponentProps<'textarea'> {
  label: string
  problem?: string
}

export function MessageBox({ label, problem, className, ...rest }: MessageBoxProps) {
  const id = useId()
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <textarea
        rows={1}
        {...rest}
        aria-label={label}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? id : undefined}
        className={classNames(
          'field-sizing-content max-h-40 min-h-11 w-full resize-none rounded-base border bg-surface px-3 py-2.5 text-base text-ink placeholder:text-ink-faint',
          problem ? 'border-harm' : 'border-edge hover:border-ink-soft',
          className,
        )}
      />
      {problem && (
        <p id={id} role="alert" className="text-small font-medium text-harm-ink">
          {problem}
        </p>
      )}
    </div>
  )
}
