// How the channels stand, live; where anything became of a message, the lists of them are read again, not too often.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { deliveriesKey, figuresQuery } from '@/api/deliveries'
import type { ChannelFigures, DeliveryFigures } from '@/api/types'
import { readAgain } from '@/live/read-again'
import { useTopic } from '@/live/use-topic'
import { haveMoved } from './moved'

/** Between two times that the lists are read because of the figures. */
const LEAST_MS = 10_000

export function useFigures() {
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const lastRead = useRef(0)
  useEffect(() => {
    // The lists are being read as the page opens.
    lastRead.current = Date.now()
    return () => {
      clearTimeout(timer.current)
      timer.current = undefined
    }
  }, [])
  const readLists = () => {
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined
        lastRead.current = Date.now()
        void readAgain(queries, deliveriesKey)
      },
      Math.max(0, lastRead.current + LEAST_MS - Date.now()),
    )
  }
  useTopic('ops', {
    onEvent: ({ type, at, data }) => {
      if (type !== 'figures.taken') return
      const { channels } = data as { channels: ChannelFigures[] }
      const before = queries.getQueryData(figuresQuery.queryKey)
      const now: DeliveryFigures = { at, channels }
      queries.setQueryData(figuresQuery.queryKey, now)
      if (haveMoved(before, now)) readLists()
    },
    onResync: () => {
      void readAgain(queries, figuresQuery.queryKey)
      readLists()
    },
  })
  return useQuery(figuresQuery)
}
