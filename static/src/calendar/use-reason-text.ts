// Why something was refused to the doctor's side, in words.
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/ui/states'
import { refusedBecause } from './refused'

export function useReasonText(): (error: unknown) => string {
  const { t } = useTranslation()
  const errorText = useErrorText()
  return (error) => {
    const because = refusedBecause(error)
    return because ? t(`move.reasons.${because}`) : errorText(error)
  }
}
