// The frame of sign-in and sign-up: one column, one decision.
import type { ReactNode } from 'react'
import { PageHead } from '@/ui/page-head'

interface AccountFrameProps {
  title: string
  lead: string
  children: ReactNode
  footer: ReactNode
}

export function AccountFrame({ title, lead, children, footer }: AccountFrameProps) {
  return (
    <div className="mx-auto flex w-full max-w-md flex-col gap-6 pt-4 sm:pt-10">
      <PageHead title={title} lead={lead} />
      <div className="rounded-base border border-line bg-surface p-5 shadow-raised sm:p-8">{children}</div>
      <p className="text-center text-ink-soft">{footer}</p>
    </div>
  )
}
