// What stands in the way of booking the chosen time, in its place, with what to take instead.
import { useTranslation } from 'react-i18next'
import type { Interval } from '@/api/types'
import { Notice } from '@/ui/notice'
import { Alternatives } from '@/calendar/alternatives'

export interface Obstacle {
  title: string
  text: string
  requestId?: string | null
  /** Times to take instead; none where only the words matter. */
  alternatives: Interval[]
  /** Whether the same request may be sent again. */
  again: boolean
}

interface ObstacleNoticeProps {
  obstacle: Obstacle
  day: string
  zone: string
  onChoose: (startsAt: string) => void
}

export function ObstacleNotice({ obstacle, day, zone, onChoose }: ObstacleNoticeProps) {
  const { t } = useTranslation()
  return (
    <div data-testid="obstacle">
      <Notice tone="waiting" title={obstacle.title} urgent>
        <p>{obstacle.text}</p>
        <Alternatives times={obstacle.alternatives} day={day} zone={zone} onChoose={onChoose} />
        {obstacle.requestId && <p className="mt-2 select-all">{t('error.requestId', { id: obstacle.requestId })}</p>}
      </Notice>
    </div>
  )
}
