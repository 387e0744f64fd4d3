// What can be done instead of what was refused: a free time near it, or the same against the rules.
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { Alternatives } from './alternatives'
import { OverrideForm } from './override-form'

interface InsteadProps extends ComponentProps<typeof Alternatives> {
  /** Null where no reason would open it. */
  override: ComponentProps<typeof OverrideForm> | null
}

export function Instead({ override, ...near }: InsteadProps) {
  const { t } = useTranslation()
  const form = override && <OverrideForm {...override} />
  return (
    <>
      <Alternatives {...near} />
      {form && near.times.length > 0 ? (
        // There is something better to do.
        <details>
          <summary className="inline-flex min-h-11 cursor-pointer items-center rounded-base font-semibold text-action-ink underline underline-offset-2">
            {t('move.overrideAsk')}
          </summary>
          {form}
        </details>
      ) : (
        form
      )}
    </>
  )
}
