/** Audiences: rules and what they may ask about, saved ones, previews, members, sizes, exports. */
import { catalogueRoutes } from './catalogue.ts'
import { exportRoutes } from './exports.ts'
import { explainRoutes } from './explain.ts'
import { keepingRoutes } from './keeping.ts'
import { memberRoutes } from './members.ts'
import { previewRoutes } from './preview.ts'
import { savedRoutes } from './saved.ts'
import { sizeRoutes } from './sizes.ts'

export const audienceRoutes = [
  ...catalogueRoutes,
  ...previewRoutes,
  ...savedRoutes,
  ...keepingRoutes,
  ...memberRoutes,
  ...explainRoutes,
  ...sizeRoutes,
  ...exportRoutes,
]
