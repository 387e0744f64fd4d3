// Which visit the arrow keys lead to from the one that has the focus. Pure.

export interface Spot {
  id: string
  /** Its column, from 0. */
  column: number
  /** Minutes since midnight. */
  from: number
}

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

export function isArrow(key: string): key is Arrow {
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight'
}

/** Up and down within the column; to the side, the one at the nearest hour in the next column that has any. */
export function neighbour(spots: Spot[], id: string, arrow: Arrow): string | null {
  const here = spots.find((spot) => spot.id === id)
  if (here === undefined) return null
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') {
    const column = inOrder(spots.filter((spot) => spot.column === here.column))
    return column[column.indexOf(here) + (arrow === 'ArrowDown' ? 1 : -1)]?.id ?? null
  }
  const step = arrow === 'ArrowRight' ? 1 : -1
  const beyond = spots.filter((spot) => Math.sign(spot.column - here.column) === step)
  const nearest = Math.min(...beyond.map((spot) => Math.abs(spot.column - here.column)))
  const there = inOrder(beyond.filter((spot) => Math.abs(spot.column - here.column) === nearest))
  const [best] = there.sort((one, other) => Math.abs(one.from - here.from) - Math.abs(other.from - here.from))
  return best?.id ?? null
}

function inOrder(spots: Spot[]): Spot[] {
  return [...spots].sort((one, other) => one.from - other.from || (one.id < other.id ? -1 : 1))
}
