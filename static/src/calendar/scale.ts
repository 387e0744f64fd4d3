// Minutes of a day as pixels of a column, and back. Pure.
import { MINUTES_PER_DAY } from '@/time/wall'
import type { Piece } from './pieces'

/** Hours that are always shown. */
const FIRST_HOUR = 8
const LAST_HOUR = 18

export const PX_PER_HOUR = 96
/** Visits lie on these minutes unless the doctor's grid is another. */
export const GRID_MINUTES = 15

export interface Scale {
  /** Minutes since midnight, on full hours. */
  from: number
  to: number
}

/** Office hours, stretched to all that is shown. */
export function scaleOf(pieces: Pick<Piece, 'from' | 'to'>[]): Scale {
  const from = Math.min(FIRST_HOUR * 60, ...pieces.map((piece) => piece.from))
  const to = Math.max(LAST_HOUR * 60, ...pieces.map((piece) => piece.to))
  return { from: Math.floor(from / 60) * 60, to: Math.min(Math.ceil(to / 60) * 60, MINUTES_PER_DAY) }
}

export function pxOf(minutes: number): number {
  return (minutes / 60) * PX_PER_HOUR
}

export function topOf(minute: number, scale: Scale): number {
  return pxOf(minute - scale.from)
}

export function heightOf({ from, to }: Scale): number {
  return pxOf(to - from)
}

/** What of a piece the scale shows. */
export function within({ from, to }: Pick<Piece, 'from' | 'to'>, scale: Scale): { from: number; to: number } | null {
  const shown = { from: Math.max(from, scale.from), to: Math.min(to, scale.to) }
  return shown.to > shown.from ? shown : null
}

/** The minute on the grid that lies nearest to this height, so that something `lasts` minutes long still fits. */
export function minuteAt(px: number, scale: Scale, grid: number, lasts = grid): number {
  const minute = scale.from + (px / PX_PER_HOUR) * 60
  const snapped = Math.round(minute / grid) * grid
  return Math.max(scale.from, Math.min(snapped, Math.floor((scale.to - lasts) / grid) * grid))
}

/** The hours to be written beside the columns. */
export function hoursOf({ from, to }: Scale): number[] {
  return Array.from({ length: (to - from) / 60 + 1 }, (_, index) => from + index * 60)
}
