/** The workflow bundle's entry: every workflow type by its name. */
export { broadcast } from './broadcast.ts'
export { directMessage } from './direct-message.ts'
export { import } from './import.ts'
export { segmentRefresh } from './segment-refresh.ts'
export { smsReply } from './sms-reply.ts'
