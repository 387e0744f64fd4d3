// Pushing to this browser: turned on by its reader, and off for any device of theirs.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { changePreferences, preferencesQuery } from '@/api/notification-preferences'
import { addConsent } from '@/api/profiles'
import { pushDevicesQuery } from '@/api/push-devices'
import type { PushDevice } from '@/api/types'
import { channelsAtFirst } from '@/push/first-device'
import { readHere, removeDevice, subscribeHere } from '@/push/subscription'

const hereKey = ['push-here']

/** `wording` is what the reader agrees to. */
export function usePushHere(userId: string, wording: string) {
  const queries = useQueryClient()
  const devices = useQuery(pushDevicesQuery)
  const { data: here } = useQuery({ queryKey: hereKey, queryFn: readHere })
  const settle = () =>
    Promise.all([hereKey, pushDevicesQuery.queryKey].map((queryKey) => queries.invalidateQueries({ queryKey })))

  const turnOn = useMutation({
    mutationFn: async () => {
      await subscribeHere(() => addConsent(userId, { kind: 'push', granted: true, wording, source: 'settings' }))
      // Where nothing would be pushed to it the device would be silent.
      const { answer, tag } = await queries.fetchQuery({ ...preferencesQuery, staleTime: 0 })
      const channels = channelsAtFirst(answer)
      if (channels) queries.setQueryData(preferencesQuery.queryKey, await changePreferences(tag, { channels }))
      return channels !== null
    },
    onSettled: settle,
  })
  const remove = useMutation({ mutationFn: (device: PushDevice) => removeDevice(device.id), onSettled: settle })
  const current = devices.data?.find(({ id }) => id === here?.deviceId)
  return { devices, here, current, turnOn, remove }
}
