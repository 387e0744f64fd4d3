// Whom a booking is for: a patient who is known, or somebody new.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import type { Who } from './booking-values'
import { PatientPicker } from './patient-picker'

interface WhoSectionProps {
  known: Who | null
  isNew: boolean
  onKnown: (who: Who | null) => void
  onNew: (isNew: boolean) => void
  /** The fields of a registration. */
  children: ReactNode
}

export function WhoSection({ known, isNew, onKnown, onNew, children }: WhoSectionProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="flex flex-col gap-4 rounded-base border border-line p-4">
      <legend className="px-1 text-small font-semibold">{t('desk.booking.who')}</legend>
      {isNew ? (
        <>
          <p className="text-small text-ink-soft">{t('desk.booking.newText')}</p>
          {children}
          <Button kind="quiet" className="self-start" onClick={() => onNew(false)}>
            {t('desk.booking.notNew')}
          </Button>
        </>
      ) : known ? (
        <div data-testid="chosen-patient" className="flex flex-wrap items-center justify-between gap-2">
          <p className="font-semibold">{known.name}</p>
          <Button kind="quiet" onClick={() => onKnown(null)}>
            {t('desk.booking.other')}
          </Button>
        </div>
      ) : (
        <>
          <PatientPicker onChoose={onKnown} />
          <Button kind="secondary" className="self-start" onClick={() => onNew(true)}>
            {t('desk.booking.new')}
          </Button>
        </>
      )}
    </fieldset>
  )
}
