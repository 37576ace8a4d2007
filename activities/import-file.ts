/** A file that is being imported, as windows on its chunks. Holds one chunk and a window, whatever the file's size. */
import { windowBytes } from '../domain/import-records.ts'

export interface FileWindow {
  /** Empty at the end of the file; else as long as a window is, or to the file's end. */
  bytes: Buffer
  isLast: boolean
}

/** @param readBytesFrom the bytes from an offset to wherever it likes; undefined at the end of the file. */
export function createFileReader(readBytesFrom: (offset: number) => Promise<Buffer | undefined>, bytesTotal: number) {
  let held: { offset: number; bytes: Buffer } = { offset: 0, bytes: Buffer.alloc(0) }

  /** The same window for the same offset, whatever was read before: a resumed import cuts its batches where the first attempt did. */
  return async function readWindow(offset: number): Promise<FileWindow> {
    const needed = Math.min(windowBytes, bytesTotal - offset)
    const isHeld = offset >= held.offset && offset <= held.offset + held.bytes.length
    held = { offset, bytes: isHeld ? held.bytes.subarray(offset - held.offset) : Buffer.alloc(0) }
    while (held.bytes.length < needed) {
      const more = await readBytesFrom(offset + held.bytes.length)
      if (more === undefined) throw new RangeError('The file is shorter than it was')
      held.bytes = held.bytes.length === 0 ? more : Buffer.concat([held.bytes, more])
    }
    return { bytes: held.bytes.subarray(0, needed), isLast: offset + needed >= bytesTotal }
  }
}
