// Patients: found by what they say about themselves at the desk or on the phone, or registered.
import { useNavigate } from '@tanstack/react-router'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '@/api/types'
import { Gate } from '@/session/gate'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { PageHead } from '@/ui/page-head'
import { PatientList } from './patient-list'
import { PatientSearch } from './patient-search'
import { RegisterForm } from './register-form'
import { useWanted } from './use-wanted'
import { ANYBODY } from './wanted'

export function PatientsPage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('patients.title')} roles={['staff', 'doctor', 'admin']}>
      {(user) => <Patients user={user} />}
    </Gate>
  )
}

function Patients({ user }: { user: User }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [wanted, want] = useWanted()
  const [registering, setRegistering] = useState(false)
  // A doctor's patients come by their visits; the desk registers them.
  const registers = user.role !== 'doctor'
  return (
    <div className="flex flex-col gap-6">
      <PageHead title={t('patients.title')} lead={t(registers ? 'patients.lead' : 'patients.doctorLead')}>
        {registers && (
          <Button onClick={() => setRegistering(true)}>
            <UserPlus aria-hidden className="size-5" />
            {t('patients.register')}
          </Button>
        )}
      </PageHead>
      <PatientSearch wanted={wanted} onChange={want} />
      <PatientList wanted={wanted} onReset={() => want(ANYBODY)} />
      <Dialog open={registering} title={t('register.title')} onClose={() => setRegistering(false)}>
        <RegisterForm
          user={user}
          onCancel={() => setRegistering(false)}
          onRegistered={({ id }) => void navigate({ to: '/patients/$patientId', params: { patientId: id } })}
        />
      </Dialog>
    </div>
  )
}
