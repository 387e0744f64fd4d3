// What is told over which channel: a switch for each.
import { Lock } from 'lucide-react'
import { useId } from 'react'
import { useController } from 'react-hook-form'
import type { Control } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { CATEGORIES, CHANNELS } from '@/api/types'
import type { Category, Channel } from '@/api/types'
import { fieldId } from '@/ui/form-errors'
import { Switch } from '@/ui/switch'
import { isLocked, switchOf } from './values'
import type { PreferenceValues } from './values'

export const PREFERENCES_FORM = 'preferences'

/** On phones the names of the channels are under the switches, else above the columns. */
const ROW = 'grid grid-cols-4 items-center gap-x-2 gap-y-3 sm:grid-cols-[minmax(0,1fr)_repeat(4,4.5rem)]'

type MatrixControl = Control<PreferenceValues>

export function Matrix({ control }: { control: MatrixControl }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col">
      <div aria-hidden className={`${ROW} pb-2 text-small font-semibold text-ink-soft max-sm:hidden`}>
        <span />
        {CHANNELS.map((channel) => (
          <span key={channel} className="text-center">
            {t(`channels.${channel}`)}
          </span>
        ))}
      </div>
      <div className="divide-y divide-line border-t border-line">
        {CATEGORIES.map((category) => (
          <Row key={category} category={category} control={control} />
        ))}
      </div>
    </div>
  )
}

function Row({ category, control }: { category: Category; control: MatrixControl }) {
  const { t } = useTranslation()
  const id = useId()
  const locked = CHANNELS.some((channel) => isLocked(category, channel))
  return (
    <div role="group" aria-labelledby={`${id}-name`} className={`${ROW} py-3`}>
      <div className="max-sm:col-span-4">
        <p id={`${id}-name`} className="flex items-center gap-2 font-medium">
          {t(`categories.${category}`)}
          {locked && <Lock aria-hidden className="size-4 text-ink-faint" />}
        </p>
        <p id={`${id}-help`} className="text-small text-ink-faint">
          {t(`preferences.about.${category}`)}
        </p>
      </div>
      {CHANNELS.map((channel) => (
        <Cell key={channel} category={category} channel={channel} control={control} helpId={`${id}-help`} />
      ))}
    </div>
  )
}

interface CellProps {
  category: Category
  channel: Channel
  control: MatrixControl
  helpId: string
}

function Cell({ category, channel, control, helpId }: CellProps) {
  const { t } = useTranslation()
  const name = switchOf(category, channel)
  const { field } = useController({ control, name })
  const locked = isLocked(category, channel)
  return (
    <div className="flex flex-col items-center gap-1">
      <span className="inline-flex min-h-11 items-center">
        <Switch
          id={fieldId(PREFERENCES_FORM, name)}
          ref={field.ref}
          data-testid={name}
          aria-label={t('preferences.switch', { category: t(`categories.${category}`), channel: t(`channels.${channel}`) })}
          aria-describedby={helpId}
          on={locked || field.value === 'on'}
          disabled={locked}
          onChange={(on) => field.onChange(on ? 'on' : '')}
        />
      </span>
      <span aria-hidden className="text-small text-ink-faint sm:hidden">
        {t(`channels.${channel}`)}
      </span>
    </div>
  )
}
