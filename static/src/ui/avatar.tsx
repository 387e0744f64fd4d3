// A face, or initials on a tint that is always the same for the same person.
import { classNames } from './class-names'

const TINTS = [
  'bg-tint-1 text-tint-1-ink',
  'bg-tint-2 text-tint-2-ink',
  'bg-tint-3 text-tint-3-ink',
  'bg-tint-4 text-tint-4-ink',
]

interface AvatarProps {
  firstName: string
  lastName: string
  /** The address of their picture, where there is one. */
  picture?: string | null
  size?: keyof typeof SIZES
}

const SIZES = { small: 'size-9 text-small', base: 'size-12 text-base', large: 'size-16 text-title', huge: 'size-24 text-display' }

export function Avatar({ firstName, lastName, picture, size = 'base' }: AvatarProps) {
  if (picture) {
    return <img src={picture} alt="" className={classNames('shrink-0 rounded-full object-cover', SIZES[size])} />
  }
  const letters = [...`${firstName}${lastName}`].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0)
  return (
    <span
      aria-hidden
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-full font-semibold select-none',
        TINTS[letters % TINTS.length],
        SIZES[size],
      )}
    >
      {firstName.slice(0, 1)}
      {lastName.slice(0, 1)}
    </span>
  )
}
