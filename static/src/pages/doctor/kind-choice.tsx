// Which kind of visit: it decides how long a time is. Nothing to choose where there is one only.
import { ToggleGroup } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { AppointmentType } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { formatMoney } from '@/time/format'
import { isChoice, isGroup } from './kinds'

interface KindChoiceProps {
  types: AppointmentType[]
  chosen: string
  onChoose: (code: string) => void
}

export function KindChoice({ types, chosen, onChoose }: KindChoiceProps) {
  const { t, i18n } = useTranslation()
  if (!isChoice(types, chosen)) return null
  const detail = (type: AppointmentType) =>
    [
      t('confirm.minutes', { count: type.duration_minutes }),
      type.price && type.currency && formatMoney(type.price, type.currency),
      type.mode !== 'in_person' && t(`visitKinds.modes.${type.mode}`),
      isGroup(type) && t('visitKinds.group', { count: type.capacity }),
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <section aria-labelledby="kind-title" className="mb-6 border-b border-line pb-6">
      <h2 id="kind-title" className="text-large font-semibold">
        {t('confirm.type')}
      </h2>
      <ToggleGroup.Root
        type="single"
        aria-labelledby="kind-title"
        value={chosen}
        onValueChange={(code) => code !== '' && onChoose(code)}
        className="mt-2 grid gap-2 @xs:grid-cols-2"
      >
        {types.map((type) => (
          <ToggleGroup.Item
            key={type.code}
            value={type.code}
            data-testid="kind"
            data-code={type.code}
            className="min-h-11 rounded-base border border-line bg-surface px-3 py-2 text-left transition-colors duration-150 hover:border-action-line data-[state=on]:border-action data-[state=on]:bg-action-wash"
          >
            <span className="block font-semibold">{typeName(i18n, type.code)}</span>
            <span className="block text-small text-ink-soft">{detail(type)}</span>
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </section>
  )
}
