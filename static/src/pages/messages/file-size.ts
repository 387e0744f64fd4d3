// How large a file is, in words: *12 kB*, *3.4 MB*.
import i18next from 'i18next'

const STEPS = ['byte', 'kilobyte', 'megabyte'] as const

export function fileSize(bytes: number): string {
  const step = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2
  const options = { style: 'unit', unit: STEPS[step], unitDisplay: 'short', maximumFractionDigits: step === 2 ? 1 : 0 } as const
  return new Intl.NumberFormat(i18next.language, options).format(bytes / 1_000 ** step)
}
