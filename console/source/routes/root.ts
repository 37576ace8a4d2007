/** What every page is framed by. */
import { createRootRoute } from '@tanstack/react-router'
import { BrokenPage, NotFoundPage } from '../shell/fault-pages.tsx'
import { Shell } from '../shell/shell.tsx'

export const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage, errorComponent: BrokenPage })
export const getParentRoute = () => root
