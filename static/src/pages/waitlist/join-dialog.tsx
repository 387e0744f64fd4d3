// Joining the waiting list: the question, and that it is done.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WaitlistEntry } from '@/api/types'
import { readersZone } from '@/time/days'
import { Button, buttonLook } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EntryWords } from './entry-words'
import type { Whom } from './entry-values'
import { JoinForm } from './join-form'

interface JoinDialogProps {
  open: boolean
  whom: Whom
  /** What it is about, in words. */
  text: string
  /** The kinds of visit to choose from. */
  codes: string[]
  kind: string
  onClose: () => void
}

export function JoinDialog({ open, onClose, ...asked }: JoinDialogProps) {
  const { t } = useTranslation()
  const [joined, setJoined] = useState<WaitlistEntry | null>(null)
  const close = () => {
    setJoined(null)
    onClose()
  }
  return (
    <Dialog open={open} title={t(joined ? 'waitlist.joinedTitle' : 'waitlist.joinTitle')} onClose={close}>
      {joined ? (
        <div data-testid="joined" className="flex flex-col gap-4">
          <EntryWords entry={joined} zone={readersZone()} />
          <p className="text-ink-soft">{t('waitlist.joinedText')}</p>
          <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <Button kind="secondary" data-first-focus onClick={close}>
              {t('waitlist.done')}
            </Button>
            <Link to="/appointments" className={buttonLook('primary')}>
              {t('booked.toAppointments')}
            </Link>
          </div>
        </div>
      ) : (
        <JoinForm {...asked} onJoined={setJoined} onCancel={close} />
      )}
    </Dialog>
  )
}
