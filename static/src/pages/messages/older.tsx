// More of what was said before: read when one scrolls up to it, or asks for it.
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { useErrorText } from '@/ui/states'
import { useInView } from './use-in-view'

export function Older({ history }: { history: UseInfiniteQueryResult }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const [button, inView] = useInView()
  const { hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, error } = history
  const read = useEffectEvent(() => void history.fetchNextPage())
  // Not by itself again where it failed.
  const wanted = inView && hasNextPage && !isFetching && !isFetchNextPageError
  useEffect(() => {
    if (wanted) read()
  }, [wanted])
  if (!hasNextPage) return null
  return (
    // What is read stays in its place, not this button.
    <div ref={button} className="flex flex-col items-center gap-2 [overflow-anchor:none]">
      <Button kind="quiet" data-testid="older" disabled={isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
        {t(isFetchingNextPage ? 'messages.olderComing' : 'messages.older')}
      </Button>
      {isFetchNextPageError && <p className="text-small text-harm-ink">{errorText(error)}</p>}
    </div>
  )
}
