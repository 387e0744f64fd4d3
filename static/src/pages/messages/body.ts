// The text of a message, as the server takes it. Pure.

const MAX_CHARACTERS = 10_000

/** Without what cannot be seen and is refused (control characters other than line breaks and tabs), nor blanks around. */
export function cleaned(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .trim()
}

/** By how many characters it is too long; null where it is not. */
export function faultOf(text: string): { over: number } | null {
  // Counting is only worth it where it may be too much.
  if (text.length <= MAX_CHARACTERS) return null
  const over = [...cleaned(text)].length - MAX_CHARACTERS
  return over > 0 ? { over } : null
}

interface Key {
  key: string
  shiftKey: boolean
  nativeEvent: { isComposing: boolean }
}

/** Enter sends and Shift+Enter breaks the line; an Enter that ends the composition of a letter does neither. */
export function sends({ key, shiftKey, nativeEvent }: Key): boolean {
  return key === 'Enter' && !shiftKey && !nativeEvent.isComposing
}
