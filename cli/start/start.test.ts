import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findBuiltProgram } from '../../tests/support/built-program.ts'
import { askForService } from '../../tests/support/services-client.ts'
import { findFreePorts } from './ports.ts'

const dataDirectory = mkdtempSync(join(tmpdir(), 'regulars-start-'))
let program = ''
let ports: Record<'PORT' | 'SANDBOX_PORT' | 'TEMPORAL_PORT' | 'TEMPORAL_UI_PORT', number>

beforeAll(async () => {
  program = join(await findBuiltProgram(), 'cli', 'main.js')
  // Built or downloaded, where it has to be, before anything is timed.
  await askForService('/temporal')
  const [PORT = 0, SANDBOX_PORT = 0, TEMPORAL_PORT = 0, TEMPORAL_UI_PORT = 0] = await findFreePorts(4)
  ports = { PORT, SANDBOX_PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT }
}, 600_000)
afterAll(() => rmSync(dataDirectory, { recursive: true }))

interface Started {
  pid: number
  /** Resolves with all that was said so far when `text` was said, and rejects when the program ends without. */
  saw(text: string): Promise<string>
  /** The exit code. */
  exited: Promise<number | null>
}

function start(): Started {
  const env = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]))
  const child = spawn(process.execPath, [program, 'start', '--empty'], {
    env: { ...process.env, ...env, REGULARS_DATA_DIR: dataDirectory },
  })
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (text: string) => (said += text))
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  const saw = async (text: string): Promise<string> => {
    const hasEnded = exited.then(() => true)
    while (!said.includes(text)) {
      if (await Promise.race([hasEnded, new Promise<false>((resolve) => child.stdout.once('data', () => resolve(false)))])) break
    }
    if (!said.includes(text)) throw new Error(`It ended without saying «${text}»:\n${said}`)
    return said
  }
  return { pid: child.pid ?? 0, saw, exited }
}

function listProcessesOfInstallation(): string[] {
  return execFileSync('ps', ['-eo', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dataDirectory))
}

async function callApi(path: string): Promise<number> {
  const key = readFileSync(join(dataDirectory, 'api-key'), 'utf8').trim()
  const response = await fetch(`http://127.0.0.1:${ports.PORT}${path}`, { headers: { authorization: `Bearer ${key}` } })
  return response.status
}

it('brings everything up, says where it is, and stops all of it at SIGTERM', { timeout: 120_000 }, async () => {
  const started = start()
  const said = await started.saw('Ctrl-C stops it.')
  for (const port of [ports.PORT, ports.SANDBOX_PORT, ports.TEMPORAL_PORT, ports.TEMPORAL_UI_PORT])
    expect(said).toContain(`127.0.0.1:${port}`)
  expect(await callApi('/readyz')).toBe(200)
  expect(await callApi('/api/v1/broadcasts')).toBe(200)
  expect((await fetch(`http://127.0.0.1:${ports.SANDBOX_PORT}/inbox`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${ports.TEMPORAL_UI_PORT}/namespaces/default/workflows`)).status).toBe(200)
  for (const secret of ['api-key', 'secrets.json', 'environment']) expect(statSync(join(dataDirectory, secret)).mode & 0o077).toBe(0)
  process.kill(started.pid, 'SIGTERM')
  expect(await started.exited).toBe(0)
  expect(listProcessesOfInstallation()).toEqual([])
  expect(existsSync(join(dataDirectory, 'lock'))).toBe(false)
})

it(
  'starts again in under twenty seconds, with the same key and data, and refuses a second start beside it',
  { timeout: 120_000 },
  async () => {
    const startedAt = Date.now()
    const again = start()
    await again.saw('Ctrl-C stops it.')
    expect(Date.now() - startedAt).toBeLessThan(20_000)
    expect(await callApi('/api/v1/broadcasts')).toBe(200)
    await start().saw(`already runs on ${dataDirectory}, as process ${again.pid}`)
    process.kill(again.pid, 'SIGINT')
    expect(await again.exited).toBe(0)
  },
)

it('recovers from a start that was killed and could stop nothing', { timeout: 120_000 }, async () => {
  const killed = start()
  await killed.saw('Ctrl-C stops it.')
  process.kill(killed.pid, 'SIGKILL')
  await killed.exited
  const again = start()
  await again.saw('Ctrl-C stops it.')
  expect(await callApi('/api/v1/broadcasts')).toBe(200)
  process.kill(again.pid, 'SIGINT')
  expect(await again.exited).toBe(0)
  expect(listProcessesOfInstallation()).toEqual([])
})

it('starts nothing when a port is taken, and says which variable changes it', { timeout: 60_000 }, async () => {
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(ports.SANDBOX_PORT, '127.0.0.1', resolve))
  const refused = start()
  await refused.saw(`${ports.SANDBOX_PORT}, for the sandbox: stop what uses it, or set SANDBOX_PORT`)
  expect(await refused.exited).toBe(1)
  expect(listProcessesOfInstallation()).toEqual([])
  holder.close()
})
