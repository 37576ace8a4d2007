import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { buildLocalEnvironment, writeLocalEnvironment } from './cli/start/children-environment.ts'
import { readOrMakeSecrets } from './cli/start/secrets.ts'
import { ConfigError, loadConfig, loadStartConfig } from './config.ts'

const directory = mkdtempSync(join(tmpdir(), 'regulars-config-'))
afterAll(() => rmSync(directory, { recursive: true }))

const complete = {
  REGULARS_DATA_DIR: join(directory, 'nowhere'),
  REGULARS_SECRET: 'a secret of thirty-two characters',
  DATABASE_URL: 'postgres://somebody:hunter2@db.example.com/regulars',
  TEMPORAL_ADDRESS: 'temporal.example.com:7233',
}

function findProblems(env: Record<string, string>): string[] {
  try {
    loadConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('loadConfig', () => {
  it('needs a database, a Temporal server and a secret, and has a default for everything else', () => {
    expect(loadConfig(complete)).toMatchObject({
      role: 'all',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      resend: undefined,
      vonage: undefined,
      push: undefined,
    })
    expect(findProblems({ REGULARS_DATA_DIR: complete.REGULARS_DATA_DIR })).toEqual([
      expect.stringContaining('DATABASE_URL'),
      expect.stringContaining('REGULARS_SECRET'),
      expect.stringContaining('TEMPORAL_ADDRESS'),
    ])
  })

  it('lists everything that is wrong at once, and shows no value', () => {
    const problems = findProblems({
      ...complete,
      PORT: '70000',
      LOG_LEVEL: 'loud',
      RESEND_WEBHOOK_SECRET: 'hunter2',
      VONAGE_API_KEY: 'hunter2',
    })
    expect(problems).toHaveLength(4)
    expect(problems.join('\n')).not.toContain('hunter2')
  })

  it('counts a variable that is set to nothing as not set', () => {
    expect(loadConfig({ ...complete, PORT: '', RESEND_API_KEY: ' ' })).toMatchObject({ port: 3000, resend: undefined })
  })

  it('turns a provider on by its keys, and asks for what belongs together', () => {
    expect(loadConfig({ ...complete, RESEND_API_KEY: 're_1' }).resend).toMatchObject({ apiKey: 're_1', baseUrl: 'https://api.resend.com' })
    expect(findProblems({ ...complete, VAPID_PUBLIC_KEY: 'B1' })).toEqual([
      'VAPID_PRIVATE_KEY and VAPID_SUBJECT must be set together with VAPID_PUBLIC_KEY',
    ])
  })

  it('takes proxies by their number or their addresses, none by default, and never just anybody', () => {
    const read = (TRUST_PROXY: string) => loadConfig({ ...complete, TRUST_PROXY }).trustProxy
    expect(loadConfig(complete).trustProxy).toBeUndefined()
    expect(read('2')).toBe(2)
    expect(read('loopback, 10.0.0.0/8,2001:db8::/32')).toEqual(['loopback', '10.0.0.0/8', '2001:db8::/32'])
    for (const wrong of ['true', '10', '10.0.0.0/33', '10.0.0', 'loopback,', '-1'])
      expect(findProblems({ ...complete, TRUST_PROXY: wrong }), wrong).toEqual([expect.stringContaining('TRUST_PROXY')])
  })

  it('reads the line breaks of a key that the environment holds on one line', () => {
    const env = { ...complete, VONAGE_APPLICATION_ID: 'a', VONAGE_PRIVATE_KEY: String.raw`-----BEGIN\nkey\nEND-----` }
    expect(loadConfig(env).vonage?.privateKey).toBe('-----BEGIN\nkey\nEND-----')
  })

  it('takes TLS and keys of a Temporal server from where the SDKs read them', () => {
    const { connection, uiUrl } = loadConfig({ ...complete, TEMPORAL_API_KEY: 'key' }).temporal
    expect(connection).toMatchObject({ address: 'temporal.example.com:7233', apiKey: 'key', tls: true })
    expect(uiUrl).toBeUndefined()
  })
})

describe('a local installation', () => {
  it('tells commands that are run beside it what it tells its own processes', () => {
    const config = loadStartConfig({ REGULARS_DATA_DIR: directory, PORT: '4000', RESEND_API_KEY: 're_real' })
    const secrets = readOrMakeSecrets(join(directory, 'secrets.json'))
    expect(readOrMakeSecrets(join(directory, 'secrets.json'))).toEqual(secrets)
    writeLocalEnvironment(
      directory,
      buildLocalEnvironment(config, secrets, { databaseUrl: 'postgres://a:b@127.0.0.1:1/c', temporalAddress: '127.0.0.1:7233' }),
    )

    const beside = loadConfig({ REGULARS_DATA_DIR: directory, RESEND_API_KEY: 're_real' })
    expect(beside).toMatchObject({ port: 4000, databaseUrl: 'postgres://a:b@127.0.0.1:1/c', secret: secrets.secret })
    expect(beside.vonage).toMatchObject({ privateKey: secrets.vonage.privateKey, apiHost: 'http://127.0.0.1:3100/vonage' })
    expect(beside.resend).toMatchObject({ apiKey: 're_real', baseUrl: 'https://api.resend.com', webhookSecret: undefined })
  })
})
