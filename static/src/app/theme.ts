// Light or dark: what the system says until the reader chooses.
import { useSyncExternalStore } from 'react'

export type Theme = 'light' | 'dark'

const KEY = 'theme'
const system = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

function chosen(): Theme | null {
  const stored = localStorage.getItem(KEY)
  return stored === 'light' || stored === 'dark' ? stored : null
}

function current(): Theme {
  return chosen() ?? (system.matches ? 'dark' : 'light')
}

function apply(): void {
  document.documentElement.dataset.theme = current()
  for (const changed of listeners) changed()
}

export function startTheme(): void {
  system.addEventListener('change', apply)
  apply()
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((changed) => {
    listeners.add(changed)
    return () => listeners.delete(changed)
  }, current)
  const choose = (next: Theme) => {
    localStorage.setItem(KEY, next)
    apply()
  }
  return [theme, choose]
}
