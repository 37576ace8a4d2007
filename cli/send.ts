/**
 * `regulars send`: one email broadcast from the command line, followed to its end. Exit code 0: sent; 1: refused or failed; 2: stopped watching
 * before its end (it goes on).
 */
import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { segmentKeys } from '../domain/segment-keys.ts'
import { addApiOptions, type ApiClient, type ApiOptions, createApiClient, findApi } from './api-client.ts'
import { type AudienceOptions, buildAudience, collect, parseSegment } from './send-audience.ts'
import { formatReport, type ReportAnswer } from './send-report.ts'
import { createTerminal, type Terminal } from './start/terminal.ts'

interface SendOptions extends ApiOptions, AudienceOptions {
  name: string
  subject: string
  preheader?: string
  html: string
  at?: string
  local?: string
  holdout: number
  draft: boolean
}

interface BroadcastAnswer {
  id: string
  temporalUrl: string | null
}

export interface ProgressAnswer {
  stage: string
  isFinished: boolean
  recipients: number
  decided: number
  byStatus: Record<string, number>
  waitingFor: string | null
  waitingUntil: string | null
}

const pollMs = 1000

export function addSendCommand(program: Command): void {
  const command = program
    .command('send')
    .description('Send one email broadcast and follow it to its end')
    .requiredOption('--name <name>', 'name of the broadcast')
    .option('--segment <segment>', `to one of ${segmentKeys.join(', ')}, or everyone`, parseSegment)
    .option('--as-of <instant>', 'the segment as it was at that instant')
    .option('--audience <audience>', 'to a saved audience, by id or name; may be given several times', collect, [])
    .option('--group <group>', "to a group of the store's admin, by id or name; may be given several times", collect, [])
    .option('--rule <rule>', "to whoever fulfils a rule: 'orders.count(last 90d) >= 3 and city = Sofia'")
    .requiredOption('--subject <subject>', 'subject, with merge fields if wanted')
    .option('--preheader <text>', 'what mailboxes show after the subject')
    .requiredOption('--html <file>', 'HTML file, with merge fields if wanted')
    .option('--at <instant>', 'send at that instant (RFC 3339)')
    .option('--local <time>', "send at that time in each recipient's zone (2026-12-01T09:00)")
    .option('--holdout <percent>', 'keep that many per cent back', parsePercent, 0)
    .option('--draft', 'make the draft and print its preflight, send nothing', false)
  addApiOptions(command).action(async (options: SendOptions) => {
    process.exitCode = await send(options, createApiClient(findApi(options)), createTerminal(process.stdout))
  })
}

/** @throws ApiFailure when the API refuses; its message lists the failed checks */
export async function send(options: SendOptions, api: ApiClient, terminal: Terminal): Promise<number> {
  const { id, temporalUrl } = await api.call<BroadcastAnswer>('POST', '/broadcasts', buildDraft(options, await buildAudience(options, api)))
  terminal.say(`Draft ${id}`)
  const { checks } = await api.call<{ checks: { level: string; message: string }[] }>('GET', `/broadcasts/${id}/preflight`)
  for (const { level, message } of checks) terminal.say(`  ${level}: ${message}`)
  if (options.draft) return 0
  const sent = await api.call<BroadcastAnswer>('POST', `/broadcasts/${id}/send`, {}, { 'idempotency-key': id })
  terminal.say(`Sending; the run: ${sent.temporalUrl ?? temporalUrl ?? ''}`)
  const isFinished = await follow(id, api, terminal)
  if (!isFinished) return 2
  const report = await api.call<ReportAnswer>('GET', `/broadcasts/${id}/report`)
  for (const line of formatReport(report)) terminal.say(line)
  return report.status === 'sent' ? 0 : 1
}

/** True at its end; false when somebody pressed Ctrl-C first. */
async function follow(id: string, api: ApiClient, terminal: Terminal): Promise<boolean> {
  const stop = new AbortController()
  const onInterrupt = () => stop.abort()
  process.once('SIGINT', onInterrupt)
  try {
    while (!stop.signal.aborted) {
      const progress = await api.call<ProgressAnswer>('GET', `/broadcasts/${id}/progress`)
      terminal.report(describe(progress))
      if (progress.isFinished) return true
      await pause(pollMs, stop.signal)
    }
    terminal.say(`It goes on without us. Progress: GET /api/v1/broadcasts/${id}/progress`)
    return false
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

function describe({ stage, recipients, decided, byStatus, waitingFor, waitingUntil }: ProgressAnswer): string {
  const sent = ['accepted', 'delivered', 'undeliverable', 'bounced'].reduce((sum, status) => sum + (byStatus[status] ?? 0), 0)
  const waiting = waitingFor === null ? '' : `, waiting for ${waitingFor}${waitingUntil === null ? '' : ` until ${waitingUntil}`}`
  return `${stage}: ${decided} of ${recipients} decided, ${sent} sent${waiting}`
}

function buildDraft({ name, subject, preheader, html, at, local, holdout }: SendOptions, audience: object) {
  const [date, time] = local?.split('T') ?? []
  const schedule = at !== undefined ? { kind: 'at', at } : local !== undefined ? { kind: 'local', date, time } : { kind: 'now' }
  return {
    name,
    message: { channel: 'email', subject, ...(preheader === undefined ? {} : { preheader }), html: readFileSync(html, 'utf8') },
    audience,
    schedule,
    holdoutPercent: holdout,
  }
}

function parsePercent(text: string): number {
  const percent = Number(text)
  if (!(percent >= 0 && percent <= 50)) throw new InvalidArgumentError('Not a number from 0 to 50.')
  return percent
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
