// A list of what is set, each with what can be done about it; and what it shows when there is nothing yet.
import { Pencil, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'

interface RuleListProps<Item> {
  label: string
  query: { data: Item[] | undefined; error: unknown; refetch: () => unknown }
  keyOf: (item: Item) => string
  /** The button that adds one. */
  add: { label: string; icon: ReactNode; onAdd: () => void }
  empty: { icon: ReactNode; title: string; text: string }
  children: (item: Item) => ReactNode
}

export function RuleList<Item>({ label, query, keyOf, add, empty, children }: RuleListProps<Item>) {
  const { data, error, refetch } = query
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) {
    return (
      <div aria-busy className="flex flex-col gap-3">
        <Skeleton className="h-18" />
        <Skeleton className="h-18" />
      </div>
    )
  }
  const button = (
    <Button onClick={add.onAdd}>
      {add.icon}
      {add.label}
    </Button>
  )
  if (data.length === 0) {
    return (
      <EmptyState icon={empty.icon} title={empty.title} action={button}>
        {empty.text}
      </EmptyState>
    )
  }
  return (
    <>
      <div className="self-start">{button}</div>
      <ul aria-label={label} className="divide-y divide-line rounded-base border border-line bg-surface">
        {data.map((item) => (
          <li key={keyOf(item)} data-testid="rule" className="animate-arrives flex flex-wrap items-center gap-x-5 gap-y-2 px-4 py-3 sm:px-5">
            {children(item)}
          </li>
        ))}
      </ul>
    </>
  )
}

interface RuleActionsProps {
  changeLabel: string
  removeLabel: string
  busy: boolean
  onChange: () => void
  onRemove: () => void
}

export function RuleActions({ changeLabel, removeLabel, busy, onChange, onRemove }: RuleActionsProps) {
  return (
    <div className="flex">
      <IconButton label={changeLabel} onClick={onChange}>
        <Pencil aria-hidden className="size-4" />
      </IconButton>
      <IconButton label={removeLabel} disabled={busy} onClick={onRemove}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
    </div>
  )
}
