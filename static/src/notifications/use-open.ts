// Opens what a notification is about; it is read by that.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { appointmentQuery } from '@/api/appointments'
import { changeNotification, notificationsKey } from '@/api/notifications'
import type { Notification, Role } from '@/api/types'
import { targetOf } from './target'
import type { Target } from './target'

/** `onLeave` is told before the page changes. */
export function useOpenNotification(role: Role, onLeave?: () => void): (notification: Notification) => void {
  const queries = useQueryClient()
  const goTo = useGoTo()
  const read = useMutation({
    mutationFn: (id: string) => changeNotification(id, 'mark_read'),
    onSettled: () => queries.invalidateQueries({ queryKey: notificationsKey }),
  })
  return (notification) => {
    if (!notification.read_at) read.mutate(notification.id)
    const target = targetOf(notification, role)
    if (target === null) return
    onLeave?.()
    void goTo(target)
  }
}

function useGoTo(): (target: Target) => Promise<void> {
  const navigate = useNavigate()
  const queries = useQueryClient()
  return async (target) => {
    switch (target.page) {
      case 'conversation':
        return navigate({ to: '/messages/$conversationId', params: { conversationId: target.id } })
      case 'offer':
        return navigate({ to: '/appointments', search: { offer: target.id } })
      case 'visit':
        return navigate({ to: '/appointments', search: { appointment: target.id } })
      case 'agenda': {
        // The agenda is a day's: which one, the visit knows as it stands now.
        const date = await queries.fetchQuery(appointmentQuery(target.visit)).then(
          (visit) => visit.appointment_date,
          () => undefined,
        )
        return navigate({ to: '/today', search: { date } })
      }
      case 'security':
        return navigate({ to: '/account/security' })
      case 'audit':
        return navigate({ to: '/admin/audit', search: { action: 'patient.break_glass' } })
    }
  }
}
