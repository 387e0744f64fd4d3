// What must never be in a log: told where it is typed or shown, and looked for once the server has stopped.
import type { Page } from '@playwright/test'

const planted = new Set<string>()

/** A shorter text is found among any bytes by chance. */
const MIN_BYTES = 4
/** Of a line that holds something, to tell which one it is. */
const SHOWN = 160

/** Gives the text back, to be used where it is planted. */
export function secret(text: string): string {
  planted.add(text)
  return text
}

/** The cookies that this browser was given. */
export async function secretCookies(page: Page): Promise<void> {
  for (const { value } of await page.context().cookies()) secret(value)
}

/** What of it is in a log, as it stands, as part of an address, or as the bytes of it in decimals, with the place. */
export function leaksIn(log: string): string[] {
  const lower = log.toLowerCase()
  return [...planted].flatMap((text) => {
    const forms = [
      { form: 'as text', at: wholeWord(lower, text.toLowerCase()) },
      { form: 'as part of an address', at: wholeWord(lower, encodeURIComponent(text).toLowerCase()) },
      { form: 'as bytes', at: bytes(log, text) },
    ]
    return forms.filter(({ at }) => at >= 0).slice(0, 1).map(({ form, at }) => `"${text}" ${form}: ${placeOf(log, at)}`)
  })
}

function wholeWord(log: string, word: string): number {
  for (let at = log.indexOf(word); at >= 0; at = log.indexOf(word, at + 1)) {
    const around = [log.charAt(at - 1), log.charAt(at + word.length)]
    if (!around.some((letter) => /[\p{L}\p{N}]/u.test(letter))) return at
  }
  return -1
}

/** How Rust writes bytes when it is asked for their `Debug` form. */
function bytes(log: string, text: string): number {
  if (Buffer.byteLength(text) < MIN_BYTES) return -1
  const found = [text, text.toLowerCase()].map((each) => wholeWord(log, [...Buffer.from(each)].join(', ')))
  return found.find((at) => at >= 0) ?? -1
}

function placeOf(log: string, at: number): string {
  const begin = log.lastIndexOf('\n', at) + 1
  return log.slice(begin, begin + SHOWN).split('\n', 1).join('')
}
