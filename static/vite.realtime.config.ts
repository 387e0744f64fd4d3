// Builds the realtime client alone, as one module that a page without a build step imports.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  publicDir: false,
  build: {
    lib: { entry: at('src/realtime/index.ts'), formats: ['es'], fileName: () => 'carebridge-realtime.js' },
    outDir: at('../examples/realtime'),
    emptyOutDir: false,
    target: 'es2022',
    // To be read.
    minify: false,
    rolldownOptions: {
      output: { banner: '// CareBridge, realtime client. Built from static/src/realtime by `npm run build:realtime`; MIT licence.' },
    },
  },
})
