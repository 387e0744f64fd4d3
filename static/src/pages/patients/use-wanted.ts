// Who is looked for stays with the page when one comes back to it, but is not part of its address: names and numbers of
// patients have no place in the history of a desk that several people share.
import { useLocation, useNavigate } from '@tanstack/react-router'
import { ANYBODY } from './wanted'
import type { Wanted } from './wanted'

declare module '@tanstack/react-router' {
  interface HistoryState {
    wantedPatient?: Wanted
  }
}

export function useWanted(): [wanted: Wanted, want: (wanted: Wanted) => void] {
  const wanted = useLocation({ select: ({ state }) => state.wantedPatient }) ?? ANYBODY
  const navigate = useNavigate()
  const want = (next: Wanted) =>
    void navigate({ to: '/patients', state: { wantedPatient: next }, replace: true, resetScroll: false })
  return [wanted, want]
}
