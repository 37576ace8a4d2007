/**
 * What the processes of a local installation are told, by environment variables alone: the databases that were started, the
 * installation's secrets, and the sandbox for every provider that has no keys. The same goes into a file, for commands that are
 * run beside it.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { findLocalEnvironmentFile } from '../../config.ts'
import type { Environment, StartConfig } from '../../config.ts'
import type { Secrets } from './secrets.ts'

/** Far above what one machine sends: the sandbox has no rate of its own to keep. */
const sandboxPerSecond = '100000'

export interface LocalServices {
  databaseUrl: string
  temporalAddress: string | undefined
}

/** The sandbox is needed as soon as one provider has no keys. */
export function needsSandbox(config: StartConfig): boolean {
  return config.resend === undefined || config.vonage === undefined || config.push === undefined || config.storeAdmin === undefined
}

/** Only what differs from our own environment, so that a file of it says what this installation is. */
export function buildLocalEnvironment(
  config: StartConfig,
  secrets: Secrets,
  { databaseUrl, temporalAddress }: LocalServices,
): Record<string, string> {
  const sandboxUrl = `http://127.0.0.1:${config.sandbox.port}`
  return {
    REGULARS_DATA_DIR: config.dataDirectory,
    REGULARS_SECRET: config.secret ?? secrets.secret,
    PORT: String(config.port),
    PUBLIC_URL: config.publicUrl,
    DATABASE_URL: databaseUrl,
    ...(temporalAddress === undefined ? {} : { TEMPORAL_ADDRESS: temporalAddress }),
    ...(config.temporal.uiUrl === undefined ? {} : { TEMPORAL_UI_URL: config.temporal.uiUrl }),
    ...(needsSandbox(config) ? { SANDBOX_URL: sandboxUrl, SANDBOX_PORT: String(config.sandbox.port) } : {}),
    ...(config.resend === undefined ? buildResend(secrets, sandboxUrl) : {}),
    ...(config.vonage === undefined ? buildVonage(secrets, sandboxUrl) : {}),
    ...(config.push === undefined ? buildPush(secrets) : {}),
    ...(config.storeAdmin === undefined ? buildStoreAdmin(secrets, sandboxUrl) : {}),
  }
}

function buildResend({ resend }: Secrets, sandboxUrl: string): Record<string, string> {
  return {
    RESEND_API_KEY: resend.apiKey,
    RESEND_BASE_URL: `${sandboxUrl}/resend`,
    RESEND_WEBHOOK_SECRET: resend.webhookSecret,
    RESEND_REQUESTS_PER_SECOND: sandboxPerSecond,
  }
}

function buildVonage({ vonage }: Secrets, sandboxUrl: string): Record<string, string> {
  return {
    VONAGE_APPLICATION_ID: vonage.applicationId,
    VONAGE_PRIVATE_KEY: vonage.privateKey,
    VONAGE_API_KEY: vonage.apiKey,
    VONAGE_API_SECRET: vonage.apiSecret,
    VONAGE_API_HOST: `${sandboxUrl}/vonage`,
    VONAGE_SIGNATURE_SECRET: vonage.signatureSecret,
    VONAGE_MESSAGES_PER_SECOND: sandboxPerSecond,
  }
}

function buildStoreAdmin({ storeAdmin }: Secrets, sandboxUrl: string): Record<string, string> {
  return {
    STORE_ADMIN_URL: `${sandboxUrl}/store-admin`,
    STORE_ADMIN_TOKEN: storeAdmin.token,
    STORE_ADMIN_WEBHOOK_SECRET: storeAdmin.webhookSecret,
  }
}

function buildPush({ vapid }: Secrets): Record<string, string> {
  return {
    VAPID_PUBLIC_KEY: vapid.publicKey,
    VAPID_PRIVATE_KEY: vapid.privateKey,
    VAPID_SUBJECT: 'mailto:push@example.com',
    PUSH_REQUESTS_PER_SECOND: sandboxPerSecond,
  }
}

/** Writes it where `loadConfig` looks for it: it holds secrets, so only its user may read it. */
export function writeLocalEnvironment(dataDirectory: string, environment: Environment): void {
  const file = findLocalEnvironmentFile(dataDirectory)
  const lines = Object.entries(environment).map(([name, value = '']) => `${name}="${value.replaceAll('\n', String.raw`\n`)}"`)
  writeFileSync(`${file}.new`, `# Written at every start: what the processes of this installation are told.\n${lines.join('\n')}\n`, {
    mode: 0o600,
  })
  renameSync(`${file}.new`, file)
}
