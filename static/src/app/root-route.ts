// What every address of the page is below.
import { createRootRoute } from '@tanstack/react-router'
import { NotFoundPage } from '@/pages/not-found'
import { Shell } from './shell'

export const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage })
