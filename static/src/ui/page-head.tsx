// The title of a page: it says where one is, also in the tab.
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface PageHeadProps {
  title: string
  lead?: string
  children?: ReactNode
}

export function PageHead({ title, lead, children }: PageHeadProps) {
  usePageTitle(title)
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div>
        <h1 className="text-display font-bold tracking-tight">{title}</h1>
        {lead && <p className="mt-1 max-w-2xl text-ink-soft">{lead}</p>}
      </div>
      {children}
    </div>
  )
}

export function usePageTitle(title: string): void {
  const { t } = useTranslation()
  const app = t('app.name')
  useEffect(() => {
    document.title = `${title} · ${app}`
  }, [title, app])
}
