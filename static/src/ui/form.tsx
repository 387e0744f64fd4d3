// A form: what is wrong with it summed up at its top, its fields below.
import type { FormEvent, ReactNode } from 'react'
import { classNames } from './class-names'
import { ErrorSummary } from './error-summary'
import type { FormError } from './error-summary'

interface FormProps {
  summary: FormError[]
  /** react-hook-form's, or one's own. */
  onSubmit: (submit: FormEvent<HTMLFormElement>) => unknown
  className?: string
  children: ReactNode
  'aria-label'?: string
}

export function Form({ summary, onSubmit, className, children, ...rest }: FormProps) {
  return (
    <form
      noValidate
      {...rest}
      className={classNames('flex flex-col gap-5', className)}
      onSubmit={(submit) => {
        submit.preventDefault()
        void onSubmit(submit)
      }}
    >
      <ErrorSummary errors={summary} />
      {children}
    </form>
  )
}
