/** Reports about the whole store, about all of its broadcasts, and about its voucher campaigns. That of one broadcast is with the broadcasts. */
import { marketingCampaignRoutes } from './marketing-campaigns.ts'
import { marketingPeopleRoutes } from './marketing-people.ts'
import { rfmRoutes } from './rfm.ts'
import { segmentationRoutes } from './segmentation.ts'
import { voucherCampaignReportRoutes } from './voucher-campaigns/index.ts'

export const reportRoutes = [
  ...segmentationRoutes,
  ...rfmRoutes,
  ...marketingCampaignRoutes,
  ...marketingPeopleRoutes,
  ...voucherCampaignReportRoutes,
]
