// That a file which was taken back does not come along after all.
import { expect, it } from 'vitest'
import type { Attachment } from '@/api/types'
import { Uploading } from './uploading'

const file = new File(['a knee'], 'knee.png')
const attachment: Attachment = { id: 'f1', name: 'knee.png', content_type: 'image/png', size_bytes: 6 }

/** A request that ends when the test says so, also where it was called off: it may have arrived already. */
function request() {
  const ends = { resolve: (_: Attachment): void => undefined, reject: (_: unknown): void => undefined }
  const signals: AbortSignal[] = []
  const uploading = new Uploading((_file, _onProgress, signal) => {
    signals.push(signal)
    return new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }))
  })
  return { uploading, signals, ends }
}

it('what arrives is known by what the server calls it', async () => {
  const { uploading, ends } = request()
  const going = uploading.go('a', file, () => undefined)
  ends.resolve(attachment)
  expect(await going).toEqual(attachment)
})

it('what is called back is not sent further, and has not arrived, however its request ends', async () => {
  for (const how of ['resolve', 'reject'] as const) {
    const { uploading, signals, ends } = request()
    const going = uploading.go('a', file, () => undefined)
    uploading.callBack('a')
    expect(signals[0]?.aborted).toBe(true)
    ends[how](attachment)
    expect(await going).toBeNull()
  }
})

it('what fails by itself says why', async () => {
  const { uploading, ends } = request()
  const going = uploading.go('a', file, () => undefined)
  uploading.callBack('another')
  ends.reject(new Error('lost'))
  await expect(going).rejects.toThrow('lost')
})
