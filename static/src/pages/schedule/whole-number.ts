// Whole numbers as they are typed. Pure.

/** Null for what is none, or lies outside. */
export function wholeNumber(typed: string, least: number, most: number): number | null {
  const text = typed.trim()
  if (!/^\d{1,6}$/.test(text)) return null
  const number = Number(text)
  return number >= least && number <= most ? number : null
}
