// One word about how something stands.
import type { ReactNode } from 'react'
import { classNames } from './class-names'

const TONES = {
  stands: 'bg-action-wash text-action-ink',
  waiting: 'bg-waiting-wash text-waiting-ink',
  over: 'bg-sunken text-ink-soft',
  harm: 'bg-harm-wash text-harm-ink',
}

export type BadgeTone = keyof typeof TONES

export function Badge({ tone, children }: { tone: BadgeTone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-small font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}
