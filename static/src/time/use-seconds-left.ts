// Seconds until an instant of the server, counted down while it is shown.
import { useEffect, useState } from 'react'
import { serverClock } from '@/api/server-clock'
import { msToNextSecond, secondsLeft } from './countdown'

export function useSecondsLeft(until: string): number {
  const [now, setNow] = useState(() => serverClock.now())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tick = () => {
      const present = serverClock.now()
      setNow(present)
      const wait = msToNextSecond(until, present)
      if (wait > 0) timer = setTimeout(tick, wait)
    }
    tick()
    return () => clearTimeout(timer)
  }, [until])
  return secondsLeft(until, now)
}
