// Starts the page.
import '@/app/no-generated-code'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeQueryClient } from '@/app/query-client'
import { router } from '@/app/router'
import { startTheme } from '@/app/theme'
import '@/design/page.css'
import { startI18n } from '@/i18n/start'
import { startRealtime } from '@/live/realtime'

startTheme()
startI18n()
startRealtime()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={makeQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
