// Copies a text, and says so. Absent where the browser allows no copying (an address without TLS).
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'

const SAYS_SO_MS = 3_000

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SAYS_SO_MS)
    return () => clearTimeout(timer)
  }, [copied])
  if (!window.isSecureContext) return null
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false))
  return (
    <Button kind="secondary" onClick={() => void copy()}>
      {copied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
      <span aria-live="polite">{copied ? t('form.copied') : label}</span>
    </Button>
  )
}
