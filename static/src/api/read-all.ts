// All of a list, a page after the other: for lists that stay short, of which every line counts.
import { read } from './http'
import type { Page } from './types'

/** The longest page that a list gives. */
const MOST = 100

export async function readAll<Item>(
  path: string,
  signal: AbortSignal,
  filter: Record<string, string> = {},
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null | undefined
  do {
    const page = await read<Page<Item>>(path, { ...filter, limit: MOST, cursor }, signal)
    items.push(...page.results)
    cursor = page.next
  } while (cursor)
  return items
}
