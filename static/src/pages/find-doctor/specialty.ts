/** `internal_medicine` → `Internal medicine`; what is already in words stays. */
export function specialtyName(specialty: string): string {
  const words = specialty.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
