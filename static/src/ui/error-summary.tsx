// What is wrong with a form, summed up at its top, each line leading to its field.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

export interface FormError {
  /** The id of the field; without one the error concerns the whole form. */
  fieldId?: string
  message: string
}

export function ErrorSummary({ errors }: { errors: FormError[] }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const text = errors.map((error) => error.message).join('\n')
  useEffect(() => {
    if (text !== '') box.current?.focus()
  }, [text])
  if (errors.length === 0) return null
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="rounded-base border border-harm bg-harm-wash p-4 text-harm-ink outline-none"
    >
      <h2 className="font-semibold">{t('form.summary', { count: errors.length })}</h2>
      <ul className="mt-1 flex flex-col gap-1">
        {errors.map((error) => (
          <li key={error.message}>
            {error.fieldId === undefined ? (
              error.message
            ) : (
              <a
                href={`#${error.fieldId}`}
                className="underline underline-offset-2"
                onClick={(click) => {
                  click.preventDefault()
                  document.getElementById(error.fieldId ?? '')?.focus()
                }}
              >
                {error.message}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
