// A word about what was just done, at the edge of the page, with the way back; it leaves by itself.
import { X } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button'

const STAYS_MS = 12_000

interface ToastProps {
  children: ReactNode
  action?: { label: string; onAct: () => void; busy?: boolean }
  onClose: () => void
}

/** Rendered anew (`key`) for each thing that is told. */
export function Toast({ children, action, onClose }: ToastProps) {
  const { t } = useTranslation()
  const [held, setHeld] = useState(false)
  const close = useEffectEvent(onClose)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => close(), STAYS_MS)
    return () => clearTimeout(timer)
  }, [held])
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) }
  return (
    <div
      {...hold}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      data-testid="toast"
      className="animate-arrives fixed inset-x-4 bottom-20 z-30 mx-auto flex max-w-xl flex-wrap items-center gap-x-3 rounded-base border border-line bg-ink py-1.5 pr-1.5 pl-4 text-paper shadow-raised lg:bottom-6"
    >
      <p role="status" className="min-w-0 flex-1 basis-52 py-1.5">
        {children}
      </p>
      {action && (
        <button
          type="button"
          disabled={action.busy}
          onClick={action.onAct}
          className="min-h-11 rounded-base px-4 font-semibold underline underline-offset-2 hover:no-underline disabled:opacity-50"
        >
          {action.label}
        </button>
      )}
      <IconButton label={t('move.close')} className="text-paper" onClick={onClose}>
        <X aria-hidden className="size-5" />
      </IconButton>
    </div>
  )
}
