// Whether the visit repeats, kept like what was typed.
import { useDraft } from '@/ui/draft'
import { rhythmOf } from './repeat'
import type { Repeat } from './repeat'

export function useRepeat(doctorId: string): [repeat: Repeat, setRepeat: (repeat: Repeat) => void] {
  const [every, setEvery] = useDraft(`booking-every:${doctorId}`)
  const [count, setCount] = useDraft(`booking-count:${doctorId}`)
  const setRepeat = (next: Repeat) => {
    setEvery(next.every)
    setCount(next.count)
  }
  return [{ every: rhythmOf(every), count }, setRepeat]
}
