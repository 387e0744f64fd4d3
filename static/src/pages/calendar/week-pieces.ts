// The visits of a week, as the pieces that lie on its days. Pure.
import type { Appointment } from '@/api/types'
import type { Spot } from '@/calendar/neighbour'
import { piecesOf } from '@/calendar/pieces'
import type { Piece } from '@/calendar/pieces'
import { dayIn } from '@/time/days'
import type { Day } from '@/time/days'

export interface PieceOfVisit {
  visit: Appointment
  piece: Piece
  from: number
  to: number
  /** The one by which it is dragged. */
  isStart: boolean
  leaving: boolean
}

export function weekPieces(visits: { visit: Appointment; leaving: boolean }[], days: Day[], zone: string): PieceOfVisit[] {
  const first = days[0]
  const last = days.at(-1)
  if (first === undefined || last === undefined) return []
  return visits.flatMap(({ visit, leaving }) =>
    piecesOf(visit, first, last, zone).map((piece) => ({
      visit,
      piece,
      from: piece.from,
      to: piece.to,
      isStart: piece.day === dayIn(visit.starts_at, zone),
      leaving,
    })),
  )
}

/** Where the arrow keys find the visits. */
export function spotsOf(pieces: PieceOfVisit[], days: Day[]): Spot[] {
  const found = pieces.map(({ visit, piece }) => ({ id: visit.id, column: days.indexOf(piece.day), from: piece.from }))
  return [...new Map(found.reverse().map((spot) => [spot.id, spot])).values()]
}
