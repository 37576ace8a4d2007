/** Every route about imports. */
import { peopleRoutes } from './people.ts'
import { planRoutes } from './plans.ts'
import { rejectionRoutes } from './rejections.ts'
import { runRoutes } from './runs.ts'
import { uploadRoutes } from './uploads.ts'

export const importRoutes = [...uploadRoutes, ...planRoutes, ...runRoutes, ...rejectionRoutes, ...peopleRoutes]
