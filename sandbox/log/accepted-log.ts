/**
 * The auditor's log: one line for every message a provider accepted, in the order it accepted them. It is what
 * exactly-once tests compare the ledger with, so nothing else writes to it and it outlives the process when it
 * has a folder. Lines are gathered and written within FLUSH_MS; readers first wait for what is still gathered.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { createMemoryStorage, openFileStorage } from './log-storage.ts'

export type ProviderName = 'resend' | 'vonage' | 'push'

export interface AcceptedRecord {
  /** 1, 2, 3, … over the life of the log. */
  seq: number
  provider: ProviderName
  /** RFC 3339 in UTC. */
  acceptedAt: string
  /** The provider's own id of the message. */
  id: string
  /** Email address, phone number without `+`, or push endpoint. */
  to: string
  /** Which HTTP request to the sandbox brought it; messages of one batch share it. */
  request: number
  /** Place in a batch of emails, from 0. */
  index?: number
  /** SHA-256 of the request's body; for push of the plaintext, since every encryption differs. */
  sha256: string
  /** What groups one campaign's messages: an email's campaign tag, the prefix of a `client_ref`. */
  campaign?: string
  idempotencyKey?: string
  tags?: Record<string, string>
  /** The rows of a permissive batch that were refused, kept with its first accepted one. */
  batchErrors?: { index: number; message: string }[]
  from?: string
  clientRef?: string
  /** Billable parts of an SMS. */
  parts?: number
  topic?: string
  tag?: string
  /** False when the push could not be decrypted with the subscription's keys: no device would show it. */
  decrypted?: boolean
}

type Entry = Omit<AcceptedRecord, 'seq'>
type Shared = Pick<Entry, 'provider' | 'acceptedAt' | 'request' | 'sha256'> & Partial<Entry>

export interface AcceptedLog {
  append(entry: Entry): void
  /** Lines that have `shared` in common, which is written out once: a batch costs half of what its lines would. */
  appendBatch(shared: Shared, entries: (Pick<Entry, 'id' | 'to'> & Partial<Entry>)[]): void
  /** Every record after `afterSeq`, oldest first. */
  read(afterSeq?: number): AsyncGenerator<AcceptedRecord>
  lastSeq(): number
  flush(): Promise<void>
  clear(): Promise<void>
  close(): Promise<void>
}

const FLUSH_MS = 25

/** Opens the log of `dataDir`, or an empty one in memory. */
export async function openAcceptedLog(dataDir?: string): Promise<AcceptedLog> {
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true })
  const storage = dataDir === undefined ? createMemoryStorage() : await openFileStorage(path.join(dataDir, 'accepted.jsonl'))
  let lines: string[] = []
  let lastSeq = 0
  let bytes = 0
  /** Where each written batch of lines starts, so that a reader need not begin at the beginning. */
  let marks: { firstSeq: number; offset: number }[] = []
  let writing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  function writeGathered(): void {
    timer = undefined
    if (lines.length === 0) return
    const batch = Buffer.from(lines.join(''))
    marks.push({ firstSeq: lastSeq - lines.length + 1, offset: bytes })
    bytes += batch.length
    lines = []
    writing = writing.then(() => storage.append(batch))
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    writeGathered()
    await writing
  }

  async function* read(afterSeq = 0): AsyncGenerator<AcceptedRecord> {
    await flush()
    if (afterSeq >= lastSeq) return
    const mark = marks.findLast(({ firstSeq }) => firstSeq <= afterSeq + 1)
    for await (const line of splitLines(storage.read(mark?.offset ?? 0))) {
      const record = JSON.parse(line) as AcceptedRecord
      if (record.seq > afterSeq) yield record
    }
  }

  for await (const line of splitLines(storage.read(0))) {
    lastSeq = (JSON.parse(line) as AcceptedRecord).seq
    if (lastSeq % 1_000 === 1) marks.push({ firstSeq: lastSeq, offset: bytes })
    bytes += Buffer.byteLength(line) + 1
  }

  function gather(fields: string): void {
    lastSeq += 1
    lines.push(`{"seq":${lastSeq},${fields}}\n`)
    timer ??= setTimeout(writeGathered, FLUSH_MS)
  }

  return {
    append(entry) {
      gather(fieldsOf(entry))
    },
    appendBatch(shared, entries) {
      const common = fieldsOf(shared)
      for (const entry of entries) gather(`${common},${fieldsOf(entry)}`)
    },
    read,
    lastSeq: () => lastSeq,
    flush,
    async clear() {
      await flush()
      await storage.clear()
      lastSeq = 0
      bytes = 0
      marks = []
    },
    async close() {
      await flush()
      await storage.close()
    },
  }
}

function fieldsOf(entry: object): string {
  return JSON.stringify(entry).slice(1, -1)
}

async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const block = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    for (let end = block.indexOf(0x0a); end !== -1; end = block.indexOf(0x0a, start)) {
      yield block.toString('utf8', start, end)
      start = end + 1
    }
    rest = block.subarray(start)
  }
}
