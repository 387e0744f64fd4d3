// A part of a settings page: what it is for on the left, what can be done on the right.
import { useId } from 'react'
import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  text?: ReactNode
  children: ReactNode
}

export function Section({ title, text, children }: SectionProps) {
  const titleId = useId()
  return (
    <section
      aria-labelledby={titleId}
      className="grid items-start gap-x-10 gap-y-4 border-t border-line pt-8 xl:grid-cols-[17rem_minmax(0,1fr)]"
    >
      <div className="max-w-2xl">
        <h2 id={titleId} className="text-large font-semibold">
          {title}
        </h2>
        {text && <div className="mt-1 text-small text-ink-soft">{text}</div>}
      </div>
      <div className="min-w-0 max-w-2xl rounded-base border border-line bg-surface p-5 sm:p-6">{children}</div>
    </section>
  )
}
