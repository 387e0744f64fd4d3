// What holds for all of a doctor's visits.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { scheduleRulesQuery } from '@/api/schedules'
import type { Doctor } from '@/api/types'
import { Section } from '@/ui/section'
import { ErrorState, Skeleton } from '@/ui/states'
import { ScheduleFrame } from './frame'
import { RulesForm } from './rules-form'

export function RulesPage() {
  return <ScheduleFrame>{(doctor) => <Rules doctor={doctor} />}</ScheduleFrame>
}

function Rules({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation()
  const { data: rules, error, refetch } = useQuery(scheduleRulesQuery(doctor.id))
  if (error && !rules) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Section title={t('scheduleRules.title')} text={<p>{t('scheduleRules.text')}</p>}>
      {rules ? (
        <RulesForm rules={rules} />
      ) : (
        <div aria-busy>
          <Skeleton className="h-96" />
        </div>
      )}
    </Section>
  )
}
