/** One import from the command line: upload, start, follow, fetch what was rejected. Each step can be gone on with by `--resume`. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ImportReport } from '../domain/import-report.ts'
import type { ImportErrorCode, ImportKind, ImportSource, ImportStatus } from '../domain/imports.ts'
import { type ApiClient, ApiFailure, type ApiPlace } from './api-client.ts'
import { describeReport, describeSamples, type SampleAnswer } from './import-report.ts'
import { downloadRejections, putChunk, readChunks } from './import-transfer.ts'
import { StartFailure } from './start/failure.ts'
import type { Terminal } from './start/terminal.ts'

export interface ImportRequest {
  kind: ImportKind
  file: string
  rejectedFile: string
  /** As the API takes them. */
  options: Record<string, unknown>
  /** Id of an import that was broken off. */
  resume?: string
}

export interface ImportTools {
  place: ApiPlace
  api: ApiClient
  terminal: Terminal
  pollMs?: number
}

export interface ImportAnswer {
  id: string
  kind: ImportKind
  status: ImportStatus
  isFinished: boolean
  isDryRun: boolean
  bytesTotal: number
  bytesDone: number
  source: ImportSource | null
  rows: { created: number; updated: number; unchanged: number; rejected: number }
  report: ImportReport
  columns: { header: string; target: string | null }[] | null
  errorCode: ImportErrorCode | null
  temporalUrl: string | null
}

/** The exit code. @throws ApiFailure when the API refuses; StartFailure when the file cannot be read or nobody answers */
export async function runImport(request: ImportRequest, { place, api, terminal, pollMs = 500 }: ImportTools): Promise<number> {
  const size = await measureFile(request.file)
  const job = await findOrMake(request, api)
  if (request.resume === undefined) terminal.say(`Import ${job.id}; if it is broken off, go on with --resume ${job.id}`)
  if (job.status === 'uploading') {
    if (job.bytesTotal > size) throw new StartFailure(`${request.file} is shorter than what was sent of it: it is another file.`)
    for await (const { position, bytes } of readChunks(request.file, job.bytesTotal)) {
      terminal.report(`Sending ${formatShare(position, size)}`)
      await putChunk(place, { importId: job.id, position, bytes })
    }
    const started = await start(job.id, size, request, api)
    for (const line of [...describeSource(started), ...describeColumns(started)]) terminal.say(line)
    if (started.temporalUrl !== null) terminal.say(`The run: ${started.temporalUrl}`)
  }
  const ended = await follow(job.id, { api, terminal, pollMs })
  if (ended === undefined) return 1
  return conclude(ended, request, { place, api, terminal })
}

async function findOrMake({ kind, file, options, resume }: ImportRequest, api: ApiClient): Promise<ImportAnswer> {
  if (resume === undefined) return api.call<ImportAnswer>('POST', '/imports', { kind, fileName: basename(file), options })
  const job = await api.call<ImportAnswer>('GET', `/imports/${encodeURIComponent(resume)}`)
  if (job.kind !== kind) throw new StartFailure(`${resume} is an import of ${job.kind}.`)
  return job
}

async function start(id: string, bytesTotal: number, { resume, options }: ImportRequest, api: ApiClient): Promise<ImportAnswer> {
  try {
    return await api.call<ImportAnswer>('POST', `/imports/${id}/start`, { bytesTotal, ...(resume === undefined ? {} : { options }) })
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.code !== 'import_header_refused') throw error
    throw new StartFailure(`${error.message}\nThe file is there: go on with --resume ${id} --mapping <column>=<field>`)
  }
}

async function measureFile(file: string): Promise<number> {
  try {
    const found = await stat(file)
    if (found.isFile()) return found.size
  } catch {
    // Said below.
  }
  throw new StartFailure(`There is no file ${file} that can be read.`)
}

const maxSilences = 20

/** Undefined when somebody pressed Ctrl-C before the end. */
async function follow(
  id: string,
  { api, terminal, pollMs }: Required<Pick<ImportTools, 'api' | 'terminal' | 'pollMs'>>,
): Promise<ImportAnswer | undefined> {
  const stop = new AbortController()
  const onInterrupt = () => stop.abort()
  process.once('SIGINT', onInterrupt)
  try {
    for (let silences = 0; !stop.signal.aborted;) {
      try {
        const job = await api.call<ImportAnswer>('GET', `/imports/${id}`)
        if (job.isFinished) return job
        silences = 0
        terminal.report(`${job.status}: ${formatShare(job.bytesDone, job.bytesTotal)}, ${formatRows(job)}`)
      } catch (error) {
        // The import does not need the API to go on; we wait a while for one that is being restarted.
        silences += 1
        if (!(error instanceof StartFailure) || silences > maxSilences) throw error
      }
      await wait(pollMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
    terminal.say(`It goes on without us. Look again with --resume ${id}, or stop it with POST /api/v1/imports/${id}/cancel`)
    return undefined
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

async function conclude(
  job: ImportAnswer,
  { rejectedFile }: ImportRequest,
  { place, api, terminal }: Pick<ImportTools, 'place' | 'api' | 'terminal'>,
): Promise<number> {
  terminal.say(`${job.isDryRun ? 'Dry run, nothing was changed: ' : ''}${formatRows(job)}`)
  for (const line of describeReport(job)) terminal.say(line)
  if (job.isDryRun) {
    const { data } = await api.call<{ data: SampleAnswer[] }>('GET', `/imports/${job.id}/samples`)
    for (const line of describeSamples(data)) terminal.say(line)
  }
  if (job.rows.rejected > 0) {
    await downloadRejections(place, job.id, rejectedFile)
    terminal.say(`Rejected rows, with line and reason: ${rejectedFile}`)
  }
  if (job.status !== 'done') {
    terminal.say(
      `The import ${job.status === 'cancelled' ? 'was cancelled' : `failed (${job.errorCode ?? 'internal_error'})`} after ${formatShare(job.bytesDone, job.bytesTotal)}; what is in stays in.`,
    )
    return 1
  }
  return job.rows.rejected > 0 ? 2 : 0
}

function describeSource({ source }: ImportAnswer): string[] {
  return source === null || source === 'generic' ? [] : [`Recognised as ${source}`]
}

function describeColumns({ columns }: ImportAnswer): string[] {
  return (columns ?? []).map(({ header, target }) => `  ${header === '' ? '(no name)' : header} → ${target ?? 'ignored'}`)
}

function formatRows({ kind, rows }: ImportAnswer): string {
  const noun = rows.created === 1 ? kind.slice(0, -1) : kind
  return `${rows.created} ${noun} created, ${rows.updated} updated, ${rows.unchanged} unchanged, ${rows.rejected} rows rejected`
}

function formatShare(done: number, total: number): string {
  return `${total === 0 ? 100 : Math.floor((done / total) * 100)} %`
}
