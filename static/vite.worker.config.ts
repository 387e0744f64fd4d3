// Builds the worker into one file beside the page: it must be at the root, under a name that stays, and imports nothing.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: { alias: { '@': at('src') } },
  build: {
    outDir: 'dist',
    // The page is there already.
    emptyOutDir: false,
    rolldownOptions: { input: at('src/worker/sw.ts'), output: { format: 'iife', entryFileNames: 'sw.js' } },
  },
})
