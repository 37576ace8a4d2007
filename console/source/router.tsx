/** Every page and its address. Pages load when they are first opened; what an address filters by is checked in its route. */
import { createRouter } from '@tanstack/react-router'
import { campaignRoutes } from './routes/campaigns.ts'
import { reportRoutes } from './routes/reports.ts'
import { root } from './routes/root.ts'
import { settingsRoutes } from './routes/settings.ts'
import { storeRoutes } from './routes/store.ts'

const routes = [...storeRoutes, ...campaignRoutes, ...reportRoutes, ...settingsRoutes] as const

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
