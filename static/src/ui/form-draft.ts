// The draft of a form: some of its fields (never a password or a code), kept as they are typed.
import { useEffect, useLayoutEffect } from 'react'
import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form'
import { z } from 'zod'
import { keepDraft, readDraft } from './draft'

const draftShape = z.record(z.string(), z.string())

/** What was typed before and not sent; nothing of what is not readable as that. */
export function parseDraft(text: string): Record<string, string> {
  try {
    return draftShape.parse(JSON.parse(text))
  } catch {
    return {}
  }
}

/** What differs from what the form began with, as a draft keeps it; empty when nothing does. */
export function draftOf(values: FieldValues, begun: FieldValues, fields: readonly string[]): string {
  const typed = fields.flatMap((field): [string, string][] => {
    const value: unknown = values[field]
    return typeof value === 'string' && value !== begun[field] ? [[field, value]] : []
  })
  return typed.length === 0 ? '' : JSON.stringify(Object.fromEntries(typed))
}

/**
 * Puts the draft into the form, and keeps these fields while they are typed in. What it returns forgets the draft, once
 * it is sent; a form that is reset forgets it by itself.
 */
export function useFormDraft<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  name: string,
  fields: readonly (Path<Values> & string)[],
): () => void {
  useLayoutEffect(() => {
    const draft = parseDraft(readDraft(name))
    for (const field of fields) {
      const value = draft[field]
      if (value !== undefined) form.setValue(field, value as PathValue<Values, typeof field>, { shouldDirty: true })
    }
  }, [form, name, fields])
  useEffect(() => {
    const watching = form.watch((values) => keepDraft(name, draftOf(values, form.formState.defaultValues ?? {}, fields)))
    return () => watching.unsubscribe()
  }, [form, name, fields])
  return () => keepDraft(name, '')
}
