/** Reports about the whole store. Those of a broadcast are with the broadcasts. */
import { rfmRoutes } from './rfm.ts'
import { segmentationRoutes } from './segmentation.ts'

export const reportRoutes = [...segmentationRoutes, ...rfmRoutes]
