/** The console's entry: theme, data and routes around one page at a time. */
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './global.css'
import './ui/controls.css'
import './ui/tables.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './http/query-client.ts'
import { router } from './router.tsx'
import { resolveColours, theme } from './theme.ts'

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no root')

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={resolveColours} defaultColorScheme="auto">
      <Notifications position="bottom-right" />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
