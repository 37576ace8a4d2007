/**
 * The driver's socket, made good for connections that end in the middle of something (porsager/postgres 1154, 1208, 1215; as of 3.4.9). It is handed over while it still
 * connects, so that whatever becomes of it reaches the driver as events, as with its own.
 *
 * Three things are different. Small packets are not held back until the one before is acknowledged, which costs 40 ms twice for each COPY. An end is always told as one without an
 * error, since only then the driver refuses whatever was asked between the fault and the end. And bytes that the driver had kept for the connection before are cut off
 * in front of the greeting: it does not forget them, sends them first to the new one, and waits for ever.
 */
import { Socket } from 'node:net'

export interface DatabasePlace {
  path: string | undefined
  host: string[]
  port: number[]
}

/** The greeting is at least as long as this, so that the driver sends it at once instead of waiting for a timer that it has lost. */
export const greetingBytes = 1_024

/** Protocol 3.0, or the wish for encryption. */
const openings: readonly number[] = [196_608, 80_877_103]

class DatabaseSocket extends Socket {
  readonly #isGreeting = { value: true }

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    return event === 'close' ? super.emit('close', false) : super.emit(event, ...values)
  }

  override write(chunk: Uint8Array | string, ...more: unknown[]): boolean {
    const bytes = this.#isGreeting.value && typeof chunk !== 'string' ? cutToGreeting(Buffer.from(chunk)) : chunk
    this.#isGreeting.value = false
    return Reflect.apply(super.write, this, [bytes, ...more]) as boolean
  }
}

/** Opens sockets to one server after the other. */
export function createSocketOpener(): (place: DatabasePlace) => Socket {
  let attempts = 0
  return ({ path, host, port }) => {
    const socket = new DatabaseSocket()
    if (path) return socket.connect({ path })
    const at = attempts % host.length
    attempts += 1
    const place = { host: host[at] ?? 'localhost', port: port[at] ?? 5432 }
    return Object.assign(socket.connect({ ...place, noDelay: true }), place)
  }
}

/** Each message says its own length: the greeting is the end of what is written that is as long as it says. */
function cutToGreeting(bytes: Buffer): Buffer {
  for (let at = 0; at + 8 <= bytes.length; at += 1)
    if (bytes.readUInt32BE(at) === bytes.length - at && openings.includes(bytes.readUInt32BE(at + 4))) return bytes.subarray(at)
  return bytes
}
