import { expect, it } from 'vitest'
import { fileSize } from './file-size'

it('sizes are told in the unit that people think in', () => {
  expect([70, 12_345, 999_999, 3_456_789].map(fileSize)).toEqual(['1 kB', '12 kB', '1,000 kB', '3.5 MB'])
})
