// Books for somebody at the desk: who, what and when in one step, also against the rules with a reason.
import { useTranslation } from 'react-i18next'
import type { Appointment, Doctor } from '@/api/types'
import { Dialog } from '@/ui/dialog'
import { BookingForm } from './booking-form'
import type { BookingWish } from './booking-values'

interface BookingDialogProps {
  /** Null closes it. */
  wish: BookingWish | null
  doctors: Doctor[]
  zone: string
  onBooked: (visit: Appointment) => void
  onClose: () => void
}

export function BookingDialog({ wish, doctors, zone, onBooked, onClose }: BookingDialogProps) {
  const { t } = useTranslation()
  const doctor = doctors.find(({ id }) => id === wish?.doctorId)
  const name = doctor ? t('doctors.name', { first: doctor.first_name, last: doctor.last_name }) : ''
  return (
    <Dialog open={wish !== null && doctor !== undefined} title={t('desk.booking.title', { doctor: name })} onClose={onClose}>
      {wish && doctor && <BookingForm wish={wish} doctors={doctors} zone={zone} onBooked={onBooked} onClose={onClose} />}
    </Dialog>
  )
}
