/** Segments: how large they are, who is in them, the runs that keep them right, and the settings that they follow. */
import { segmentCustomerRoutes } from './customers.ts'
import { segmentDayRoutes } from './days.ts'
import { segmentRunRoutes } from './runs.ts'
import { segmentSettingsRoutes } from './settings.ts'
import { segmentSizeRoutes } from './sizes.ts'

export const segmentRoutes = [
  ...segmentSizeRoutes,
  ...segmentDayRoutes,
  ...segmentCustomerRoutes,
  ...segmentRunRoutes,
  ...segmentSettingsRoutes,
]
