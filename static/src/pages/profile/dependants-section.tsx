// The people one looks after: a child, a parent. One books for them, and hears of their visits.
import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dependantsQuery } from '@/api/profiles'
import type { Profile } from '@/api/types'
import { formatDay } from '@/time/format'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Section } from '@/ui/section'
import { ErrorState, Skeleton } from '@/ui/states'
import { DependantForm } from './dependant-form'
import { RemoveDependantDialog } from './remove-dependant-dialog'

export function DependantsSection() {
  const { t } = useTranslation()
  const { data: dependants, error, refetch } = useQuery(dependantsQuery)
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<Profile | null>(null)
  return (
    <Section title={t('dependants.title')} text={t('dependants.text')}>
      {error && !dependants ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !dependants ? (
        <Skeleton className="h-16" />
      ) : (
        <div className="flex flex-col items-start gap-4">
          {dependants.length === 0 ? (
            <p className="text-ink-soft">{t('dependants.none')}</p>
          ) : (
            <ul className="-mt-3 w-full divide-y divide-line">
              {dependants.map((dependant) => (
                <Row key={dependant.id} dependant={dependant} onRemove={() => setRemoving(dependant)} />
              ))}
            </ul>
          )}
          <Button kind="secondary" onClick={() => setAdding(true)}>
            <UserPlus aria-hidden className="size-4" />
            {t('dependants.add')}
          </Button>
        </div>
      )}
      <Dialog open={adding} title={t('dependants.addTitle')} onClose={() => setAdding(false)}>
        <DependantForm onDone={() => setAdding(false)} />
      </Dialog>
      <RemoveDependantDialog dependant={removing} onClose={() => setRemoving(null)} />
    </Section>
  )
}

function Row({ dependant, onRemove }: { dependant: Profile; onRemove: () => void }) {
  const { t } = useTranslation()
  const name = `${dependant.first_name} ${dependant.last_name}`
  return (
    <li data-testid="dependant" className="animate-arrives flex flex-wrap items-center gap-4 py-3">
      <Avatar firstName={dependant.first_name} lastName={dependant.last_name} picture={dependant.avatar_url} />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{name}</p>
        {dependant.date_of_birth && (
          <p className="text-small text-ink-soft">
            {t('dependants.born', { day: formatDay(dependant.date_of_birth, 'date') })}
          </p>
        )}
      </div>
      <Button kind="secondary" aria-label={t('dependants.removeLabel', { name })} onClick={onRemove}>
        {t('dependants.remove')}
      </Button>
    </li>
  )
}
