/** Customers: their records, and all that is known around one of them. */
import { customerContactRoutes } from './contact.ts'
import { customerMembershipRoutes } from './memberships.ts'
import { customerRecordRoutes } from './records.ts'
import { customerSegmentRoutes } from './segments.ts'
import { customerTimelineRoutes } from './timeline.ts'

export const customerRoutes = [
  ...customerRecordRoutes,
  ...customerSegmentRoutes,
  ...customerContactRoutes,
  ...customerMembershipRoutes,
  ...customerTimelineRoutes,
]
