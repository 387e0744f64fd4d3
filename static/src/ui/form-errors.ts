// What is wrong with a form, from both sides: what the page found itself, and what the server refused.
import { Refusal } from '@/api/refusal'
import type { FormError } from './error-summary'

/** Something refused, at a field of the form where it concerns one. */
export interface Refused {
  field?: string
  message: string
}

export interface FormErrors<Field extends string> {
  /** The message at each field. */
  at: Partial<Record<Field, string>>
  summary: FormError[]
}

/** The id of a field's input; forms on the same page have fields of the same name. */
export function fieldId(form: string, field: string): string {
  return `${form}-${field}`
}

/**
 * The refused fields in what the server answered. `codes` says in this form's words what a code means, and at which
 * field where the server names none; what is known to neither is said as a whole.
 */
export function refusedFields(
  error: unknown,
  codes: Partial<Record<string, Refused>>,
  general: (error: unknown) => string,
): Refused[] {
  if (!error) return []
  if (!(error instanceof Refusal)) return [{ message: general(error) }]
  const named = error.problem.errors ?? []
  if (named.length > 0) return named.map(({ field, code, message }) => ({ field, message, ...codes[code] }))
  return [codes[error.code] ?? { message: general(error) }]
}

/** While the page itself finds something, an earlier answer of the server is out of date. */
export function formErrors<Field extends string>(
  form: string,
  fields: readonly Field[],
  found: Partial<Record<Field, { message?: string }>>,
  refused: Refused[],
): FormErrors<Field> {
  const own = fields.flatMap((field): Refused[] => {
    const message = found[field]?.message
    return message ? [{ field, message }] : []
  })
  const valid = own.length > 0 ? own : refused
  const at: FormErrors<Field>['at'] = {}
  const summary = valid.map(({ field, message }): FormError => {
    const known = fields.find((each) => each === field)
    if (known === undefined) return { message }
    at[known] ??= message
    return { fieldId: fieldId(form, known), message }
  })
  return { at, summary }
}
