// The errors of a form, in words: at its fields, and summed up.
import { formErrors, refusedFields } from './form-errors'
import type { FormErrors, Refused } from './form-errors'
import { useErrorText } from './states'

interface FormSituation<Field extends string> {
  /** The name of the form: the ids of its inputs begin with it. */
  form: string
  fields: readonly Field[]
  /** What react-hook-form found. */
  found: Partial<Record<Field, { message?: string }>>
  /** What the last request was answered with. */
  error: unknown
  codes?: Partial<Record<string, Refused>>
}

export function useFormErrors<Field extends string>(situation: FormSituation<Field>): FormErrors<Field> {
  const errorText = useErrorText()
  const { form, fields, found, error, codes = {} } = situation
  return formErrors(form, fields, found, refusedFields(error, codes, errorText))
}
