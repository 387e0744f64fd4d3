// Says that the time chosen before signing in is not forgotten.
import { useTranslation } from 'react-i18next'
import { readersZone } from '@/time/days'
import { whenOf } from '@/time/when-of'
import { Notice } from '@/ui/notice'
import { chosenTime } from './go-on'

export function KeepsTime({ next }: { next: string | undefined }) {
  const { t } = useTranslation()
  const time = chosenTime(next)
  if (time === null) return null
  const zone = readersZone()
  const when = whenOf(time, zone)
  return <Notice tone="calm">{t('signIn.keeps', { when })}</Notice>
}
