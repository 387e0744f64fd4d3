// For which kind of visit the free times of the day are shown: it decides how long they are.
import { useTranslation } from 'react-i18next'
import { typeName } from '@/pages/appointments/type-name'
import { SelectField } from '@/ui/field'

interface FreeTimesChoiceProps {
  /** What any doctor of the clinic offers. */
  kinds: string[]
  kind: string
  onKind: (code: string) => void
}

export function FreeTimesChoice({ kinds, kind, onKind }: FreeTimesChoiceProps) {
  const { t, i18n } = useTranslation()
  if (kinds.length < 2) return null
  return (
    <div className="w-full sm:w-64">
      <SelectField label={t('desk.freeTimesFor')} value={kind} onChange={(choice) => onKind(choice.target.value)}>
        {kinds.map((code) => (
          <option key={code} value={code}>
            {typeName(i18n, code)}
          </option>
        ))}
      </SelectField>
    </div>
  )
}
