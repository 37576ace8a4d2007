/** Reports about the whole store, and about its voucher campaigns. Those of a broadcast are with the broadcasts. */
import { rfmRoutes } from './rfm.ts'
import { segmentationRoutes } from './segmentation.ts'
import { voucherCampaignReportRoutes } from './voucher-campaigns/index.ts'

export const reportRoutes = [...segmentationRoutes, ...rfmRoutes, ...voucherCampaignReportRoutes]
