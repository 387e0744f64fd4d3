// Form fields: label above, help below, the error at the field.
import { ChevronDown } from 'lucide-react'
import { useId } from 'react'
import type { ComponentProps, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from './class-names'

interface FieldText {
  label: string
  help?: string
  error?: string
  /** Says so beside the label. */
  optional?: boolean
}

const BOX =
  'w-full rounded-base border bg-surface px-3 text-base text-ink placeholder:text-ink-faint transition-colors duration-150'

function boxLook(error: string | undefined, more?: string): string {
  return classNames(BOX, error ? 'border-harm' : 'border-edge hover:border-ink-soft', more)
}

function Field({
  id,
  label,
  help,
  error,
  optional,
  children,
}: FieldText & { id: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-small font-semibold text-ink">
        {label}
        {optional && <span className="font-normal text-ink-faint"> · {t('form.optional')}</span>}
      </label>
      {children}
      {error && (
        <p id={`${id}-error`} className="text-small font-medium text-harm-ink">
          {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="text-small text-ink-faint">
          {help}
        </p>
      )}
    </div>
  )
}

function describedBy(id: string, { help, error }: FieldText): string | undefined {
  return classNames(error && `${id}-error`, help && `${id}-help`) || undefined
}

type Props<Tag extends 'input' | 'textarea' | 'select'> = ComponentProps<Tag> & FieldText

/** `inside` lies over the end of the box. */
export function TextField({
  label,
  help,
  error,
  optional,
  className,
  inside,
  ...rest
}: Props<'input'> & { inside?: ReactNode }) {
  const made = useId()
  const id = rest.id ?? made
  const text = { label, help, error, optional }
  return (
    <Field id={id} {...text}>
      <div className="relative">
        <input
          {...rest}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, text)}
          className={boxLook(error, classNames('h-11', className))}
        />
        {inside}
      </div>
    </Field>
  )
}

export function TextArea({ label, help, error, optional, className, ...rest }: Props<'textarea'>) {
  const made = useId()
  const id = rest.id ?? made
  const text = { label, help, error, optional }
  return (
    <Field id={id} {...text}>
      <textarea
        rows={3}
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, text)}
        className={boxLook(error, classNames('field-sizing-content max-h-60 min-h-20 py-2.5', className))}
      />
    </Field>
  )
}

export function SelectField({ label, help, error, optional, className, ...rest }: Props<'select'>) {
  const made = useId()
  const id = rest.id ?? made
  const text = { label, help, error, optional }
  return (
    <Field id={id} {...text}>
      <div className="relative">
        <select
          {...rest}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, text)}
          className={boxLook(error, classNames('h-11 appearance-none pr-10 text-ellipsis', className))}
        />
        <ChevronDown aria-hidden className="pointer-events-none absolute top-3 right-3 size-5 text-ink-faint" />
      </div>
    </Field>
  )
}
