// Leaving: what closing the account means, asked before it is done.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '@/api/types'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Section } from '@/ui/section'
import { ClosingForm } from './closing-form'

export function ClosingSection({ user }: { user: User }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  return (
    <Section title={t('closing.title')} text={t('closing.text')}>
      <div className="flex flex-col items-start gap-4">
        <p>{t('closing.before')}</p>
        <Button kind="secondary" onClick={() => setAsked(true)}>
          {t('closing.ask')}
        </Button>
      </div>
      <Dialog open={asked} title={t('closing.question')} onClose={() => setAsked(false)}>
        <ClosingForm user={user} onCancel={() => setAsked(false)} />
      </Dialog>
    </Section>
  )
}
