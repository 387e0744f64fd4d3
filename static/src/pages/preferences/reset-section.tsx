// Back to what holds for everybody who never chose, with the way back from there.
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaggedPreferences } from '@/api/notification-preferences'
import type { User } from '@/api/types'
import { Button } from '@/ui/button'
import { keepDraft } from '@/ui/draft'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { useErrorText } from '@/ui/states'
import { Toast } from '@/ui/toast'
import { PREFERENCES_FORM } from './matrix'
import { useChangePreferences, useResetPreferences } from './use-change-preferences'
import { wholeChangeOf } from './values'

interface ResetSectionProps {
  user: User
  known: TaggedPreferences
  /** What was chosen and not saved is over with it. */
  onReset: () => void
}

export function ResetSection({ user, known, onReset }: ResetSectionProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const [before, setBefore] = useState<TaggedPreferences['answer'] | null>(null)
  const change = useChangePreferences(user)
  const reset = useResetPreferences(user)
  const error = reset.error ?? change.error
  const begin = () =>
    reset.mutate(undefined, {
      onSuccess: () => {
        keepDraft(PREFERENCES_FORM, '')
        onReset()
        setBefore(known.answer)
      },
    })
  const undo = (former: TaggedPreferences['answer']) =>
    change.mutate({ tag: known.tag, change: wholeChangeOf(former) }, { onSuccess: () => setBefore(null) })
  return (
    <Section title={t('preferences.reset')} text={t('preferences.resetText')}>
      <div className="flex flex-col items-start gap-4">
        {error && (
          <Notice tone="harm" urgent>
            {errorText(error)}
          </Notice>
        )}
        <Button kind="secondary" data-testid="reset" disabled={reset.isPending} onClick={begin}>
          <RotateCcw aria-hidden className="size-4" />
          {t('preferences.resetDo')}
        </Button>
      </div>
      {before && (
        <Toast
          action={{ label: t('form.undo'), onAct: () => undo(before), busy: change.isPending }}
          onClose={() => setBefore(null)}
        >
          {t('preferences.wasReset')}
        </Toast>
      )}
    </Section>
  )
}
