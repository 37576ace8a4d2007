/** How each channel is set up, without any secret: which provider, from which environment variables, real or the sandbox, and where its webhooks go. */
import type { ChannelName } from '../../domain/channels.ts'

export interface ChannelSetup {
  channel: ChannelName
  isConfigured: boolean
  /** What is sent goes to the sandbox and to nobody. */
  isSandbox: boolean
  /** Where the provider is reached, without a path; null where each device has its own. */
  host: string | null
  variables: { name: string; isSet: boolean; isRequired: boolean; what: string }[]
  requestsPerSecond: number | null
  webhooks: { path: string; what: string; isSigned: boolean }[]
}

interface SetupInput {
  resend: { baseUrl: string; webhookSecret?: string | undefined; requestsPerSecond: number } | undefined
  vonage:
    | {
        apiKey?: string | undefined
        apiSecret?: string | undefined
        apiHost: string
        signatureSecret?: string | undefined
        messagesPerSecond: number
      }
    | undefined
  push: { requestsPerSecond: number } | undefined
  sandbox: { url?: string | undefined }
}

export function describeChannelSetups({ resend, vonage, push, sandbox }: SetupInput): ChannelSetup[] {
  const isSandbox = (url: string) => sandbox.url !== undefined && url.startsWith(`${sandbox.url}/`)
  return [
    {
      channel: 'email',
      isConfigured: resend !== undefined,
      isSandbox: resend !== undefined && isSandbox(resend.baseUrl),
      host: resend === undefined ? null : new URL(resend.baseUrl).host,
      variables: [
        { name: 'RESEND_API_KEY', isSet: resend !== undefined, isRequired: true, what: 'The account’s key' },
        {
          name: 'RESEND_WEBHOOK_SECRET',
          isSet: resend?.webhookSecret !== undefined,
          isRequired: false,
          what: 'Verifies what Resend tells of deliveries, bounces and complaints; without it all of that is refused',
        },
      ],
      requestsPerSecond: resend?.requestsPerSecond ?? null,
      webhooks: [{ path: '/webhooks/resend', what: 'Deliveries, bounces and complaints', isSigned: resend?.webhookSecret !== undefined }],
    },
    {
      channel: 'sms',
      isConfigured: vonage !== undefined,
      isSandbox: vonage !== undefined && isSandbox(vonage.apiHost),
      host: vonage === undefined ? null : new URL(vonage.apiHost).host,
      variables: [
        { name: 'VONAGE_APPLICATION_ID', isSet: vonage !== undefined, isRequired: true, what: 'The Vonage application' },
        { name: 'VONAGE_PRIVATE_KEY', isSet: vonage !== undefined, isRequired: true, what: 'Its private key' },
        {
          name: 'VONAGE_API_KEY',
          isSet: vonage?.apiKey !== undefined,
          isRequired: false,
          what: 'The account, to look up messages whose answer was lost',
        },
        { name: 'VONAGE_API_SECRET', isSet: vonage?.apiSecret !== undefined, isRequired: false, what: 'That account’s secret' },
        {
          name: 'VONAGE_SIGNATURE_SECRET',
          isSet: vonage?.signatureSecret !== undefined,
          isRequired: false,
          what: 'Verifies receipts and replies; without it all of them are refused, STOP among them',
        },
      ],
      requestsPerSecond: vonage?.messagesPerSecond ?? null,
      webhooks: [
        { path: '/webhooks/vonage/status', what: 'Status URL: delivery receipts', isSigned: vonage?.signatureSecret !== undefined },
        {
          path: '/webhooks/vonage/inbound',
          what: 'Inbound URL: what customers reply, STOP among it',
          isSigned: vonage?.signatureSecret !== undefined,
        },
      ],
    },
    {
      channel: 'push',
      isConfigured: push !== undefined,
      // The sandbox plays the browsers of the demo's customers; a real browser that subscribes is really written to.
      isSandbox: push !== undefined && sandbox.url !== undefined,
      host: null,
      variables: [
        {
          name: 'VAPID_PUBLIC_KEY',
          isSet: push !== undefined,
          isRequired: true,
          what: 'The store’s public key: devices subscribe under it, and are lost when it changes',
        },
        { name: 'VAPID_PRIVATE_KEY', isSet: push !== undefined, isRequired: true, what: 'Signs every push message' },
        { name: 'VAPID_SUBJECT', isSet: push !== undefined, isRequired: true, what: 'How push services reach you' },
      ],
      requestsPerSecond: push?.requestsPerSecond ?? null,
      webhooks: [],
    },
  ]
}
