// One column of a calendar: when the doctor is there and when not, now, and the visits on top.
import type { MouseEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from '@/ui/class-names'
import type { Place } from './drag'
import { HourLines } from './hour-axis'
import type { Opening, Shut } from './openings'
import type { Piece } from './pieces'
import { heightOf, pxOf, topOf, within } from './scale'
import type { Scale } from './scale'

export interface ColumnGround {
  openings: Opening[]
  shut: Shut[]
  skipped: Piece | null
  /** Where now is, if it is on this day. */
  now: number | null
}

interface DayColumnProps {
  column: string
  label: string
  scale: Scale
  ground: ColumnGround
  /** Where what is dragged would be dropped. */
  drop: (Place & { lasts: number; words: string }) | null
  /** A press on what lies free. */
  onPress?: (px: number) => void
  className?: string
  children: ReactNode
}

export function DayColumn({ column, label, scale, ground, drop, onPress, className, children }: DayColumnProps) {
  const press = (click: MouseEvent<HTMLElement>) => {
    if (onPress && click.target === click.currentTarget) onPress(click.clientY - click.currentTarget.getBoundingClientRect().top)
  }
  return (
    <div
      data-column={column}
      data-testid="column"
      onClick={press}
      className={classNames('relative bg-sunken', onPress && 'cursor-cell', className)}
      style={{ height: heightOf(scale) }}
    >
      <Ground ground={ground} scale={scale} />
      <ol aria-label={label} className="pointer-events-none absolute inset-0 *:pointer-events-auto">
        {children}
      </ol>
      {drop && drop.column === column && (
        <div
          data-testid="drop"
          className="pointer-events-none absolute inset-x-0.5 z-20 rounded-base border-2 border-action bg-action-wash px-2 text-small font-semibold text-action-ink shadow-raised"
          style={{ top: topOf(drop.minute, scale), height: pxOf(drop.lasts) }}
        >
          {drop.words}
        </div>
      )}
      {ground.now !== null && ground.now >= scale.from && ground.now <= scale.to && (
        <div
          aria-hidden
          data-testid="now"
          className="pointer-events-none absolute inset-x-0 z-10 h-0.5 bg-ink"
          style={{ top: topOf(ground.now, scale) }}
        />
      )}
    </div>
  )
}

function Ground({ ground, scale }: { ground: ColumnGround; scale: Scale }) {
  const { t } = useTranslation()
  return (
    <div className="pointer-events-none absolute inset-0">
      {ground.openings.map((piece) => (
        <Block key={`${piece.from} ${piece.clinicId}`} piece={piece} scale={scale} testId="opening" className="bg-surface" />
      ))}
      <HourLines scale={scale} />
      {ground.shut.map((piece) => (
        <Block key={`${piece.kind} ${piece.from} ${piece.to}`} piece={piece} scale={scale} testId="shut" className="hatched bg-sunken">
          <span className="rounded-base bg-surface px-1.5 text-small text-ink-soft">
            {t(`calendar.${piece.kind}`)}
            {piece.reason && `: ${piece.reason}`}
          </span>
        </Block>
      ))}
      {ground.skipped && (
        <Block piece={ground.skipped} scale={scale} testId="skipped" className="hatched bg-sunken">
          <span className="rounded-base bg-surface px-1.5 text-small text-ink-soft">{t('calendar.skipped')}</span>
        </Block>
      )}
    </div>
  )
}

interface BlockProps {
  piece: Pick<Piece, 'from' | 'to'>
  scale: Scale
  testId: string
  className: string
  children?: ReactNode
}

function Block({ piece, scale, testId, className, children }: BlockProps) {
  const shown = within(piece, scale)
  if (shown === null) return null
  return (
    <div
      data-testid={testId}
      className={classNames('absolute inset-x-0 overflow-hidden p-1', className)}
      style={{ top: topOf(shown.from, scale), height: pxOf(shown.to - shown.from) }}
    >
      {children}
    </div>
  )
}
