// How large a file is, in words: *12 kB*, *3.4 MB*.
import i18next from 'i18next'

export function fileSize(bytes: number): string {
  const [unit, per] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const)
  const maximumFractionDigits = unit === 'megabyte' ? 1 : 0
  // Nothing is no size.
  const size = Math.max(bytes / per, 1)
  return new Intl.NumberFormat(i18next.language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(size)
}
