declare module 'http_ece' {
  import type { ECDH } from 'node:crypto'

  /** Throws when the content was not encrypted for this key. */
  export function decrypt(content: Buffer, options: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string }): Buffer
}
