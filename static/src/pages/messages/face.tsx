// Somebody's initials, of whom the whole name alone is known.
import { Avatar } from '@/ui/avatar'

export function Face({ name, size }: { name: string; size: 'small' | 'base' }) {
  const words = name.split(/\s+/)
  return <Avatar firstName={words[0] ?? ''} lastName={words.length > 1 ? (words.at(-1) ?? '') : ''} size={size} />
}
