// A clinic's API keys: the sign-ins of its own software, each for what it needs.
import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiKeysQuery } from '@/api/api-keys'
import type { ApiKey, MadeApiKey } from '@/api/types'
import type { ClinicHere } from '@/pages/clinic/clinic-here'
import { ClinicFrame } from '@/pages/clinic/frame'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { ChangeKeyForm } from './change-key-form'
import { KeyList } from './key-list'
import { MakeKeyForm } from './make-key-form'
import { NewKeyPanel } from './new-key-panel'
import { RevokeDialog } from './revoke-dialog'

export function ApiKeysPage() {
  const { t } = useTranslation()
  return (
    <ClinicFrame title={t('apiKeys.title')} lead={t('apiKeys.lead')}>
      {(clinic) => <ApiKeys clinic={clinic} />}
    </ClinicFrame>
  )
}

function ApiKeys({ clinic }: { clinic: ClinicHere }) {
  const { t } = useTranslation()
  const keys = useQuery(apiKeysQuery(clinic.id))
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<MadeApiKey | null>(null)
  const [changing, setChanging] = useState<ApiKey | null>(null)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const make = (
    <Button onClick={() => setMaking(true)}>
      <KeyRound aria-hidden className="size-5" />
      {t('apiKeys.make')}
    </Button>
  )
  return (
    <>
      {made && <NewKeyPanel key={made.id} made={made} onKept={() => setMade(null)} />}
      {keys.error && !keys.data ? (
        <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
      ) : !keys.data ? (
        <div aria-busy className="flex flex-col gap-3">
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
        </div>
      ) : keys.data.length === 0 ? (
        <EmptyState icon={<KeyRound aria-hidden className="size-6" />} title={t('apiKeys.emptyTitle')} action={make}>
          {t('apiKeys.empty')}
        </EmptyState>
      ) : (
        <>
          {!made && <div className="self-start">{make}</div>}
          <KeyList keys={keys.data} onChange={setChanging} onRevoke={setRevoking} />
        </>
      )}
      <Dialog open={making} title={t('apiKeys.makeTitle', { clinic: clinic.name })} onClose={() => setMaking(false)}>
        <MakeKeyForm
          clinic={clinic}
          onCancel={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false)
            setMade(key)
          }}
        />
      </Dialog>
      <Dialog
        open={changing !== null}
        title={t('apiKeys.changeTitle', { name: changing?.name ?? '' })}
        onClose={() => setChanging(null)}
      >
        {changing && <ChangeKeyForm apiKey={changing} clinic={clinic} onDone={() => setChanging(null)} />}
      </Dialog>
      <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />
    </>
  )
}
