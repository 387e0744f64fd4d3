// The module that is handed out is built from these sources, and needs nothing else.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build } from 'vite'
import { expect, it } from 'vitest'

const STATIC = resolve(import.meta.dirname, '../..')
const PUBLISHED = resolve(STATIC, '../examples/realtime/carebridge-realtime.js')

it('what is in examples/ is what `npm run build:realtime` makes', async () => {
  const built = await build({
    configFile: resolve(STATIC, 'vite.realtime.config.ts'),
    logLevel: 'silent',
    build: { write: false },
  })
  const [bundle] = [built].flat()
  if (bundle === undefined || !('output' in bundle)) throw new Error('nothing was built')
  const [module] = bundle.output
  expect(bundle.output).toHaveLength(1)
  expect(module.imports).toEqual([])
  expect(module.code).toBe(await readFile(PUBLISHED, 'utf8'))
})
