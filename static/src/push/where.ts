// Where a push leads: an address of this page and of no other. Pure.

/** What is not understood leads to the inbox. */
const INBOX = '/notifications'

/** `origin` is this page's. */
export function pathOf(url: string | undefined, origin: string): string {
  if (url === undefined || url === '') return INBOX
  try {
    const { origin: whose, pathname, search, hash } = new URL(url, origin)
    // A path that begins with two slashes would be read as another origin.
    return whose === origin && !pathname.startsWith('//') ? pathname + search + hash : INBOX
  } catch {
    return INBOX
  }
}

/** What the worker says to a page that is open: go there. */
export interface OpenPath {
  open: string
}

export function isOpenPath(data: unknown): data is OpenPath {
  return typeof data === 'object' && data !== null && 'open' in data && typeof data.open === 'string'
}
