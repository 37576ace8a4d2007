/**
 * The console and the reports keep pending triggers, diagnostics and system health under voucher campaigns; the API has them at addresses of their own, since they tell of
 * more than those. Whoever looks beside `/voucher-campaigns/health` is sent on, with method, body and query.
 */
import { Router } from 'express'

const elsewhere = /^\/api\/v1\/voucher-campaigns(\/(?:pending-triggers|diagnostics|system-health)(?:[/.?].*)?)$/

export function createSecondAddresses(): Router {
  return Router().use((request, response, next) => {
    const [, path] = elsewhere.exec(request.originalUrl) ?? []
    if (path === undefined) next()
    else response.redirect(308, `/api/v1${path}`)
  })
}
