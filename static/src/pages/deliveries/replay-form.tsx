// Before many dead letters are sent again: how many, to whom; then how far it is, and what came of it.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deliveriesKey, figuresQuery, replayDeliveries } from '@/api/deliveries'
import type { ReplayScope } from '@/api/deliveries'
import { Button } from '@/ui/button'
import { ReplayOutcome } from './replay-outcome'
import { ReplayQuestion } from './replay-question'
import { replayAll } from './replay-run'
import type { ReplayProgress } from './replay-run'

export function ReplayForm({ scope, onClose }: { scope: ReplayScope; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [progress, setProgress] = useState<ReplayProgress | null>(null)
  const running = useRef<AbortController>(null)
  // Closed in the middle of it, it ends with the request that is under way.
  useEffect(() => () => running.current?.abort(), [])
  const replay = useMutation({
    mutationFn: () => {
      const { signal } = (running.current = new AbortController())
      return replayAll(() => replayDeliveries(scope), setProgress, signal)
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: deliveriesKey }),
        queries.invalidateQueries({ queryKey: figuresQuery.queryKey }),
      ]),
  })
  if (replay.isIdle) return <ReplayQuestion scope={scope} onCancel={onClose} onReplay={() => replay.mutate()} />
  return (
    <>
      <ReplayOutcome progress={progress} running={replay.isPending} error={replay.error} />
      <div className="flex justify-end">
        {replay.isPending ? (
          <Button key="stop" kind="secondary" autoFocus onClick={() => running.current?.abort()}>
            {t('deliveries.stop')}
          </Button>
        ) : (
          <Button key="close" kind="secondary" autoFocus onClick={onClose}>
            {t('deliveries.close')}
          </Button>
        )}
      </div>
    </>
  )
}
