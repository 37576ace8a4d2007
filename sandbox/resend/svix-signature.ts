/**
 * The signature of Resend's webhooks (Standard Webhooks, with svix-* header names): HMAC-SHA256 of
 * `id.timestamp.body` under the decoded `whsec_…` secret.
 */
import { createHmac } from 'node:crypto'

export function signSvix(secret: string, id: string, body: string, now: number): Record<string, string> {
  const timestamp = Math.floor(now / 1_000).toString()
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` }
}
