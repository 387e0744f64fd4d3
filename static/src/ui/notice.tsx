// A few words in a tinted box, in the place they concern.
import type { ReactNode } from 'react'
import { classNames } from './class-names'

const TONES = {
  calm: 'border-action-line bg-action-wash text-action-ink',
  waiting: 'border-waiting bg-waiting-wash text-waiting-ink',
  harm: 'border-harm bg-harm-wash text-harm-ink',
}

interface NoticeProps {
  tone: keyof typeof TONES
  title?: string
  children?: ReactNode
  /** Interrupts a screen reader: only for what went wrong. */
  urgent?: boolean
}

export function Notice({ tone, title, children, urgent }: NoticeProps) {
  return (
    <div
      role={urgent ? 'alert' : 'status'}
      className={classNames('animate-arrives rounded-base border px-4 py-3 text-small', TONES[tone])}
    >
      {title && <p className="text-base font-semibold">{title}</p>}
      {children}
    </div>
  )
}
