// What a language is called in the language of the page.

/** `fr` → `French`; what is not a code stays. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
