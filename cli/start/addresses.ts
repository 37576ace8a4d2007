/** The short table that a start ends with: where everything is. */
import { relative } from 'node:path'
import type { StartConfig } from '../../config.ts'
import { needsSandbox } from './children-environment.ts'

export interface AddressOptions {
  config: StartConfig
  apiKeyFile: string
  logDirectory: string
  /** The installation's own Temporal or the given one: host:port. */
  temporalAddress: string
}

/** Where this machine reaches API and console, whatever they listen on. */
export function findOrigin({ host, port }: StartConfig): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

export function describeAddresses({ config, apiKeyFile, logDirectory, temporalAddress }: AddressOptions): string {
  const origin = findOrigin(config)
  const { uiUrl, namespace } = config.temporal
  const rows = [
    ['Console and API', origin],
    ['API reference', `${origin}/docs`],
    ['Temporal', temporalAddress],
    ...(uiUrl === undefined ? [] : [['Temporal UI', `${uiUrl}/namespaces/${namespace}/workflows`]]),
    ...(needsSandbox(config) ? [['Sandbox inbox', `http://127.0.0.1:${config.sandbox.port}/inbox`]] : []),
    ['API key', showPath(apiKeyFile)],
    ['Logs', showPath(logDirectory)],
  ]
  const width = Math.max(...rows.map(([label = '']) => label.length))
  const lines = rows.map(([label = '', value = '']) => `  ${label.padEnd(width)}  ${value}`)
  const missing = listSandboxed(config)
  const note = missing.length === 0 ? [] : ['', `${missing.join(', ')} go to the sandbox: no provider keys are set.`]
  return ['', 'Regulars runs.', '', ...lines, ...note, '', 'Ctrl-C stops it.', ''].join('\n')
}

function listSandboxed({ resend, vonage, push }: StartConfig): string[] {
  return [...(resend === undefined ? ['Email'] : []), ...(vonage === undefined ? ['SMS'] : []), ...(push === undefined ? ['Push'] : [])]
}

function showPath(path: string): string {
  const shorter = relative(process.cwd(), path)
  return shorter.startsWith('..') ? path : shorter
}
