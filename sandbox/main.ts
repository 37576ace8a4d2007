/**
 * Runs the sandbox as a process of its own: on this machine alone, its log and subscriptions under the data
 * folder, its secrets those that the rest of the installation is configured with.
 */
import { createPublicKey } from 'node:crypto'
import path from 'node:path'
import { loadStartConfig } from '../config.ts'
import { LIFELIKE_BEHAVIOUR } from './behaviour.ts'
import { createSandbox } from './sandbox.ts'

const config = loadStartConfig()
const { resend, vonage, storeAdmin } = config

const sandbox = await createSandbox({
  port: config.sandbox.port,
  dataDir: path.join(config.dataDirectory, 'sandbox'),
  // Not the public address: a receipt that was made up here stays on this machine.
  webhookBaseUrl: `http://127.0.0.1:${config.port}`,
  behaviour: LIFELIKE_BEHAVIOUR,
  resend: { apiKey: resend?.apiKey, webhookSecret: resend?.webhookSecret },
  vonage: {
    applicationId: vonage?.applicationId,
    publicKey: vonage && createPublicKey(vonage.privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    apiKey: vonage?.apiKey,
    apiSecret: vonage?.apiSecret,
    signatureSecret: vonage?.signatureSecret,
  },
  storeAdmin: { token: storeAdmin?.token, webhookSecret: storeAdmin?.webhookSecret },
})
process.stdout.write(`The sandbox listens on ${sandbox.url} (inbox: ${sandbox.url}/inbox)\n`)

let isClosing = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isClosing) return
    isClosing = true
    void sandbox.close().then(() => process.exit(0))
  })
}
