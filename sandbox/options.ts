/**
 * What a sandbox is started with. Everything has a default that suits a test: a free port, memory only, made-up
 * credentials, nobody who opens or bounces.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { BehaviourChange } from './behaviour.ts'

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  port?: number
  /** 127.0.0.1 unless told otherwise. */
  host?: string
  /** Folder of the accepted-message log and the push subscriptions; absent: in memory. */
  dataDir?: string
  /** Decides every chance outcome. Default 1. */
  seed?: number
  /** Now, in milliseconds since 1970. */
  clock?: () => number
  /** Where receipts go, e.g. `http://127.0.0.1:3000`; may be set later through the behaviour. */
  webhookBaseUrl?: string
  behaviour?: BehaviourChange
  resend?: {
    /** The only key that is accepted; absent: any. */
    apiKey?: string
    /** `whsec_…`. */
    webhookSecret?: string
  }
  vonage?: {
    applicationId?: string
    /** PEM. Absent: a pair is made and its private half is in the credentials. */
    publicKey?: string
    /** Absent, like the secret: any is accepted. */
    apiKey?: string
    apiSecret?: string
    signatureSecret?: string
  }
  storeAdmin?: {
    /** The only token that is accepted; absent: any. */
    token?: string
    /** `whsec_…`. */
    webhookSecret?: string
  }
  /** Messages kept for the inbox, a channel. Default 5,000. */
  inboxCapacity?: number
  /** Pauses between tries of a webhook that was not taken. */
  webhookRetryDelaysMs?: readonly number[]
}

/** What a client needs to talk to the sandbox and to trust what it posts. */
export interface SandboxCredentials {
  resend: { apiKey: string; acceptsAnyKey: boolean; webhookSecret: string }
  vonage: {
    applicationId: string
    publicKey: string
    /** Only when the sandbox made the pair itself. */
    privateKey?: string
    apiKey: string
    apiSecret: string
    acceptsAnyBasic: boolean
    signatureSecret: string
  }
  storeAdmin: { token: string; acceptsAnyToken: boolean; webhookSecret: string }
}

const SANDBOX_APPLICATION_ID = '5a4d8e0c-0000-4000-8000-5a4d8e0c0001'

export function completeCredentials({ resend, vonage, storeAdmin }: SandboxOptions): SandboxCredentials {
  return {
    resend: {
      apiKey: resend?.apiKey ?? 're_sandbox',
      acceptsAnyKey: resend?.apiKey === undefined,
      webhookSecret: resend?.webhookSecret ?? `whsec_${randomBytes(24).toString('base64')}`,
    },
    vonage: {
      applicationId: vonage?.applicationId ?? SANDBOX_APPLICATION_ID,
      ...(vonage?.publicKey === undefined ? makeKeyPair() : { publicKey: vonage.publicKey }),
      apiKey: vonage?.apiKey ?? 'sandbox1',
      apiSecret: vonage?.apiSecret ?? 'sandbox-secret',
      acceptsAnyBasic: vonage?.apiKey === undefined,
      signatureSecret: vonage?.signatureSecret ?? randomBytes(32).toString('hex'),
    },
    storeAdmin: {
      token: storeAdmin?.token ?? 'sandbox-admin',
      acceptsAnyToken: storeAdmin?.token === undefined,
      webhookSecret: storeAdmin?.webhookSecret ?? `whsec_${randomBytes(24).toString('base64')}`,
    },
  }
}

function makeKeyPair(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}
