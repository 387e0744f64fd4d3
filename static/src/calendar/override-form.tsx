// Against the rules, with a reason: for the doctor's side.
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { isReason } from './refused'

interface OverrideFormProps {
  /** What the button says. */
  label: string
  busy: boolean
  onOverride: (reason: string) => void
}

export function OverrideForm({ label, busy, onOverride }: OverrideFormProps) {
  const { t } = useTranslation()
  const id = useId()
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const missing = asked && !isReason(reason)
  return (
    <form
      data-testid="override"
      className="flex flex-col gap-3 border-t border-line pt-3"
      onSubmit={(submit) => {
        submit.preventDefault()
        setAsked(true)
        if (isReason(reason)) onOverride(reason.trim())
        else document.getElementById(id)?.focus()
      }}
    >
      <p className="text-small text-ink-soft">{t('move.overrideText')}</p>
      <TextField
        id={id}
        label={t('move.reason')}
        maxLength={500}
        autoComplete="off"
        value={reason}
        error={missing ? t('move.noReason') : undefined}
        onChange={(change) => setReason(change.target.value)}
      />
      <Button type="submit" kind="secondary" className="self-start" disabled={busy}>
        {label}
      </Button>
    </form>
  )
}
