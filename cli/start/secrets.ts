/**
 * The secrets of a local installation, made once and kept in one file that only its user can read. Those of providers are for the
 * sandbox, which stands in for every provider that has no keys.
 */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import webPush from 'web-push'
import { z } from 'zod'
import { StartFailure } from './failure.ts'

const secretsSchema = z.object({
  /** Signs links and cursors. */
  secret: z.string(),
  resend: z.object({ apiKey: z.string(), webhookSecret: z.string() }),
  vonage: z.object({
    applicationId: z.string(),
    /** PEM. */
    privateKey: z.string(),
    apiKey: z.string(),
    apiSecret: z.string(),
    signatureSecret: z.string(),
  }),
  /** Absent in an installation that is older than groups. */
  storeAdmin: z.object({ token: z.string(), webhookSecret: z.string() }).prefault(makeStoreAdminSecrets),
  vapid: z.object({ publicKey: z.string(), privateKey: z.string() }),
})

export type Secrets = z.output<typeof secretsSchema>

/** @throws StartFailure when the file is there and is not what was written. */
export function readOrMakeSecrets(file: string): Secrets {
  if (existsSync(file)) return readSecrets(file)
  const secrets = makeSecrets()
  writeSecrets(file, secrets)
  return secrets
}

/** Whole or not at all: half a file would lock the installation out of its own links. */
function writeSecrets(file: string, secrets: Secrets): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function readSecrets(file: string): Secrets {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const secrets = secretsSchema.parse(kept)
    if (Object.keys(secrets).some((name) => !Object.hasOwn(Object(kept), name))) writeSecrets(file, secrets)
    return secrets
  } catch {
    throw new StartFailure(
      `${file} is damaged. Put it back from a copy, or remove it: new secrets are made then, and links in messages that were already sent no longer work.`,
    )
  }
}

function makeSecrets(): Secrets {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return {
    secret: randomBytes(32).toString('base64url'),
    resend: { apiKey: `re_sandbox_${randomBytes(16).toString('hex')}`, webhookSecret: `whsec_${randomBytes(24).toString('base64')}` },
    vonage: {
      applicationId: randomUUID(),
      privateKey,
      apiKey: randomBytes(4).toString('hex'),
      apiSecret: randomBytes(12).toString('base64url'),
      signatureSecret: randomBytes(32).toString('base64url'),
    },
    storeAdmin: makeStoreAdminSecrets(),
    vapid: webPush.generateVAPIDKeys(),
  }
}

function makeStoreAdminSecrets(): { token: string; webhookSecret: string } {
  return { token: randomBytes(24).toString('base64url'), webhookSecret: `whsec_${randomBytes(24).toString('base64')}` }
}
