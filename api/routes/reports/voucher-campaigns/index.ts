/** The reports on voucher campaigns: promotions and autopilots. docs/reports.md defines every figure. */
import { apiPerfRoutes } from './api-perf.ts'
import { campaignPerfRoutes } from './campaign-perf.ts'
import { engagementRoutes } from './customer-engagement.ts'
import { overviewRoutes } from './overview.ts'
import { reportPeopleRoutes } from './people.ts'
import { systemHealthRoutes } from './system-health.ts'

export const voucherCampaignReportRoutes = [
  ...overviewRoutes,
  ...engagementRoutes,
  ...campaignPerfRoutes,
  ...apiPerfRoutes,
  ...systemHealthRoutes,
  ...reportPeopleRoutes,
]
