// On a doctor's page: where no time suits, one waits for another.
import { Link } from '@tanstack/react-router'
import { BellRing } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppointmentType, User } from '@/api/types'
import { Button, buttonLook } from '@/ui/button'
import { JoinDialog } from './join-dialog'

interface WaitlistInviteProps {
  doctorId: string
  doctorName: string
  types: AppointmentType[]
  kind: string
  user: User | null | undefined
  /** This address, to come back to after signing in. */
  here: string
}

export function WaitlistInvite({ doctorId, doctorName, types, kind, user, here }: WaitlistInviteProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (user === undefined || (user !== null && user.role !== 'patient')) return null
  return (
    <section
      aria-labelledby="no-time"
      className="mt-6 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-5"
    >
      <div className="min-w-0 flex-1 basis-56">
        <h2 id="no-time" className="font-semibold">
          {t('waitlist.inviteTitle')}
        </h2>
        <p className="text-small text-ink-soft">{t('waitlist.inviteText')}</p>
      </div>
      {user === null ? (
        <Link to="/sign-in" search={{ next: here }} className={buttonLook('secondary')}>
          {t('waitlist.signIn')}
        </Link>
      ) : (
        <Button kind="secondary" onClick={() => setOpen(true)}>
          <BellRing aria-hidden className="size-4" />
          {t('waitlist.open')}
        </Button>
      )}
      <JoinDialog
        open={open}
        whom={{ doctor_id: doctorId }}
        text={t('waitlist.joinText', { doctor: doctorName })}
        codes={types.map(({ code }) => code)}
        kind={kind}
        onClose={() => setOpen(false)}
      />
    </section>
  )
}
