// The frame of sign-in, sign-up and what belongs to them: one column, one decision.
import { Link } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PageHead } from '@/ui/page-head'

interface AccountFrameProps {
  title: string
  lead?: string
  children: ReactNode
  footer?: ReactNode
}

export function AccountFrame({ title, lead, children, footer }: AccountFrameProps) {
  return (
    <div className="mx-auto flex w-full max-w-md flex-col gap-6 pt-4 sm:pt-10">
      <PageHead title={title} lead={lead} />
      <div className="rounded-base border border-line bg-surface p-5 shadow-raised sm:p-8">{children}</div>
      {footer && <div className="flex flex-col gap-1 text-center text-ink-soft">{footer}</div>}
    </div>
  )
}

/** A link within a sentence. */
export function TextLink(props: LinkProps & { children: ReactNode }) {
  return <Link {...props} className="font-semibold text-action-ink underline underline-offset-2" />
}
