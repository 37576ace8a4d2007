/**
 * Where the log's bytes are kept: an append-only file that outlives the process, or memory when no folder is
 * given. Both take whole lines at the end and give them back from any offset; a line that a kill cut short is
 * dropped when the file is opened again.
 */
import { open, type FileHandle } from 'node:fs/promises'

export interface LogStorage {
  append(lines: Buffer): Promise<void>
  read(offset: number): AsyncIterable<Buffer>
  clear(): Promise<void>
  close(): Promise<void>
}

export function createMemoryStorage(): LogStorage {
  let chunks: Buffer[] = []
  return {
    async append(lines) {
      chunks.push(lines)
    },
    async *read(offset) {
      let position = 0
      for (const chunk of [...chunks]) {
        if (position + chunk.length > offset) yield chunk.subarray(Math.max(0, offset - position))
        position += chunk.length
      }
    },
    async clear() {
      chunks = []
    },
    async close() {},
  }
}

export async function openFileStorage(file: string): Promise<LogStorage> {
  const handle = await open(file, 'a+', 0o600)
  await dropTornLine(handle)
  return {
    async append(lines) {
      await handle.appendFile(lines)
    },
    async *read(offset) {
      const buffer = Buffer.allocUnsafe(1 << 18)
      let position = offset
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
        if (bytesRead === 0) return
        position += bytesRead
        yield Buffer.from(buffer.subarray(0, bytesRead))
      }
    },
    async clear() {
      await handle.truncate(0)
    },
    async close() {
      await handle.sync()
      await handle.close()
    },
  }
}

async function dropTornLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat()
  const tail = Buffer.alloc(Math.min(size, 1 << 20))
  await handle.read(tail, 0, tail.length, size - tail.length)
  const whole = tail.lastIndexOf(0x0a) + 1
  if (whole < tail.length) await handle.truncate(size - tail.length + whole)
}
