// A notification of the browser was clicked: the page that is open goes where it leads, without being loaded anew.
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { canBePushedTo } from './subscription'
import { isOpenPath, pathOf } from './where'

export function usePushedTo(): void {
  const { history } = useRouter()
  useEffect(() => {
    if (!canBePushedTo()) return
    const { serviceWorker } = navigator
    const listen = ({ data }: MessageEvent<unknown>) => {
      if (isOpenPath(data)) history.push(pathOf(data.open, location.origin))
    }
    serviceWorker.addEventListener('message', listen)
    serviceWorker.startMessages()
    return () => serviceWorker.removeEventListener('message', listen)
  }, [history])
}
