/** Every route about imports. */
import { rejectionRoutes } from './rejections.ts'
import { runRoutes } from './runs.ts'
import { uploadRoutes } from './uploads.ts'

export const importRoutes = [...uploadRoutes, ...runRoutes, ...rejectionRoutes]
