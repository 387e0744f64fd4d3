import { expect, it } from 'vitest'
import { pictureFault } from './picture'

it('a picture is a PNG, a JPEG or a WebP of at most 5 MiB', () => {
  const largest = 5 * 1024 * 1024
  expect(pictureFault({ type: 'image/png', size: largest })).toBe(null)
  expect(pictureFault({ type: 'image/png', size: largest + 1 })).toBe('image_too_large')
  expect(pictureFault({ type: 'image/svg+xml', size: 10 })).toBe('not_an_image')
  expect(pictureFault({ type: '', size: 10 })).toBe('not_an_image')
})
