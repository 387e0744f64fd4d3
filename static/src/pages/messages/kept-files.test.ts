import { expect, it } from 'vitest'
import { keptFiles, parseFiles } from './kept-files'

it('files are kept as they are known, and nothing else is taken for one', () => {
  const files = [{ id: 'a', name: 'knee.png', content_type: 'image/png', size_bytes: 70 }]
  expect(parseFiles(keptFiles(files))).toEqual(files)
  expect([keptFiles([]), parseFiles(''), parseFiles('[{"id":1}]')]).toEqual(['', [], []])
})
