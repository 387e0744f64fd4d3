/// <reference types="vitest/config" />
// Builds the page into `dist`, which the server embeds; in development it proxies the API to a running server.
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const server = process.env.CAREBRIDGE_PUBLIC_URL ?? 'http://localhost:8000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    // Nothing is inlined: the content security policy allows files of this origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': { target: server, changeOrigin: true, ws: true, headers: { origin: server } },
      '/health': { target: server },
    },
  },
  test: { include: ['src/**/*.test.ts', 'e2e/*.test.ts'] },
})
