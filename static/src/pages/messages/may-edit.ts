// How long somebody may change what they said. The server decides; the page only does not offer what would be refused.
import type { Message } from '@/api/types'

const EDIT_WINDOW_MS = 5 * 60_000

export function mayEdit({ created_at }: Pick<Message, 'created_at'>, nowMs: number): boolean {
  return nowMs - Date.parse(created_at) < EDIT_WINDOW_MS
}
