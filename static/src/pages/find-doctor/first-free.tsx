// For who does not mind with whom: the first free visit with anyone of a specialty, or waiting for one.
import { Link } from '@tanstack/react-router'
import { BellRing, Zap } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/api/types'
import { BookedPane } from '@/pages/doctor/booked-pane'
import { USUAL } from '@/pages/doctor/kinds'
import { JoinDialog } from '@/pages/waitlist/join-dialog'
import { useSession } from '@/session/use-session'
import { readersZone } from '@/time/days'
import { Button, buttonLook } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { FirstFreeForm } from './first-free-form'
import { specialtyName } from './specialty'

export function FirstFree({ specialty }: { specialty: string }) {
  const { t } = useTranslation()
  const { user } = useSession()
  const [open, setOpen] = useState(false)
  const [waits, setWaits] = useState(false)
  const [booked, setBooked] = useState<Appointment | null>(null)
  if (user === undefined || (user !== null && user.role !== 'patient')) return null
  const name = specialtyName(specialty)
  const close = () => {
    setOpen(false)
    setBooked(null)
  }
  return (
    <section
      aria-labelledby="first-free"
      className="animate-arrives flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-base border border-action-line bg-action-wash p-4 text-action-ink sm:px-5"
    >
      <div>
        <h2 id="first-free" className="font-semibold">
          {t('firstFree.title')}
        </h2>
        <p>{t('firstFree.text', { specialty: name })}</p>
      </div>
      {user === null ? (
        <Link to="/sign-in" search={{ next: `/?specialty=${encodeURIComponent(specialty)}` }} className={buttonLook('secondary')}>
          {t('firstFree.signIn')}
        </Link>
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button kind="secondary" onClick={() => setOpen(true)}>
            <Zap aria-hidden className="size-4" />
            {t('firstFree.open')}
          </Button>
          <Button kind="secondary" onClick={() => setWaits(true)}>
            <BellRing aria-hidden className="size-4" />
            {t('waitlist.open')}
          </Button>
        </div>
      )}
      <JoinDialog
        open={waits}
        whom={{ specialty }}
        text={t('waitlist.joinTextAnyone', { specialty: name })}
        codes={[USUAL]}
        kind={USUAL}
        onClose={() => setWaits(false)}
      />
      <Dialog open={open} title={t('firstFree.dialogTitle')} onClose={close}>
        {booked ? (
          <BookedPane
            appointment={booked}
            doctorName={t('doctors.called', { name: booked.doctor_name })}
            zone={readersZone()}
            onAnother={close}
          />
        ) : (
          <FirstFreeForm specialty={specialty} onBooked={setBooked} onCancel={close} />
        )}
      </Dialog>
    </section>
  )
}
