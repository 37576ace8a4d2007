/**
 * Everything that can be configured, read from the environment once and nowhere else. A setting that is missing or wrong is found
 * here, all of them in one message, before anything starts. `settings` is also what the README's table is checked against.
 *
 * A local installation writes what its processes need into `<data dir>/environment`; commands that are run beside it read that
 * file too, under what their own environment says.
 */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { z } from 'zod'

export type Environment = Record<string, string | undefined>

const port = z.coerce.number().int().min(1).max(65_535)
const perSecond = z.coerce.number().positive()
const text = z.string().min(1)
const webUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
/** Proxies whose word counts: how many of them stand before the API, or their addresses. */
const proxies = z.union([
  z
    .string()
    .regex(/^\d$/)
    .transform((hops) => Number(hops)),
  z
    .string()
    .transform((list) => list.split(',').map((one) => one.trim()))
    .refine((list) => list.every(isProxy), {
      message: 'A number of proxies (1 to 9), or addresses, subnets, loopback, linklocal or uniquelocal with commas in between',
    }),
])
/** A PEM, with its line breaks written as \n where the environment cannot hold them. */
const pem = text.transform((value) => value.replaceAll(String.raw`\n`, '\n'))

export const settings = z.object({
  REGULARS_ROLE: z
    .enum(['all', 'api', 'worker'])
    .default('all')
    .describe('What this process is: everything on one machine, the API with the console, or a worker'),
  REGULARS_DATA_DIR: text.default('.regulars').describe('Folder of a local installation: databases, secrets, logs'),
  REGULARS_CACHE_DIR: text.optional().describe('Folder for what is downloaded or built once; `~/.cache/regulars` by default'),
  REGULARS_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Signs links and cursors: at least 32 random characters, the same in every process'),
  PORT: port.default(3000).describe('Port of API and console'),
  HOST: text.default('127.0.0.1').describe('Address that API and console listen on'),
  PUBLIC_URL: webUrl
    .optional()
    .describe('Where recipients reach this server; links in messages start with it. `http://127.0.0.1:PORT` by default'),
  TRUST_PROXY: proxies
    .optional()
    .describe(
      'Reverse proxies before the API that tell who calls (`X-Forwarded-For`): how many, or their addresses and subnets, as Express reads it. None by default: then all callers behind one share its limits',
    ),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least severe log lines to write'),
  METRICS_PORT: port.optional().describe("Port of a worker's Prometheus metrics; none by default"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('PostgreSQL 15 or later; one is started when it is not set'),
  TEMPORAL_ADDRESS: text
    .optional()
    .describe(
      'host:port of a Temporal server, or TEMPORAL_PROFILE; one is started when neither is set. TLS and keys as the Temporal SDKs read them',
    ),
  TEMPORAL_PROFILE: text.optional().describe("Profile of the Temporal SDKs' configuration file to connect with"),
  TEMPORAL_NAMESPACE: text.optional().describe('Temporal namespace; `default` by default'),
  TEMPORAL_PORT: port.default(7233).describe('Port of the Temporal server that is started'),
  TEMPORAL_UI_PORT: port.default(8233).describe('Port of its web UI'),
  TEMPORAL_UI_URL: webUrl.optional().describe('Where operators open the Temporal UI; links in the console lead there'),
  WORKER_DEPLOYMENT_NAME: text.optional().describe('Name of the worker deployment; with WORKER_BUILD_ID it turns worker versioning on'),
  WORKER_BUILD_ID: text.optional().describe('Version of this build of the worker'),
  RESEND_API_KEY: text.optional().describe('Turns email through Resend on'),
  RESEND_BASE_URL: webUrl.default('https://api.resend.com').describe('Where Resend is reached'),
  RESEND_WEBHOOK_SECRET: z.string().startsWith('whsec_').optional().describe("Verifies Resend's webhooks"),
  RESEND_REQUESTS_PER_SECOND: perSecond.default(2).describe('Requests a second, each of up to 100 emails, over all workers'),
  VONAGE_APPLICATION_ID: text.optional().describe('Turns SMS through Vonage on, with VONAGE_PRIVATE_KEY'),
  VONAGE_PRIVATE_KEY: pem.optional().describe("The Vonage application's private key, PEM"),
  VONAGE_API_KEY: text.optional().describe('Vonage account, for looking up messages whose outcome is not known'),
  VONAGE_API_SECRET: text.optional().describe("That account's secret"),
  VONAGE_API_HOST: webUrl.default('https://api.nexmo.com').describe('Where Vonage is reached'),
  VONAGE_SIGNATURE_SECRET: text.optional().describe("Verifies Vonage's webhooks"),
  VONAGE_MESSAGES_PER_SECOND: perSecond.default(30).describe('SMS a second over all workers'),
  VONAGE_LOOK_UP_SECONDS: z.coerce
    .number()
    .positive()
    .default(120)
    .describe('How long a lost answer is looked up before the SMS counts as unknown'),
  VAPID_PUBLIC_KEY: text.optional().describe('Turns web push on, with VAPID_PRIVATE_KEY and VAPID_SUBJECT'),
  VAPID_PRIVATE_KEY: text.optional().describe('The key that signs web push requests'),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:|https:\/\/)/)
    .optional()
    .describe('mailto: or https: address at which push services reach the sender'),
  PUSH_REQUESTS_PER_SECOND: perSecond.default(500).describe('Push messages a second over all workers'),
  STORE_ADMIN_URL: webUrl
    .optional()
    .describe("Where the store's admin keeps its groups of customers (docs/store-admin.md), with STORE_ADMIN_TOKEN"),
  STORE_ADMIN_TOKEN: text.optional().describe('Bearer token for the store admin'),
  STORE_ADMIN_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/)
    .optional()
    .describe("Verifies the store admin's webhooks: `whsec_` and at least 24 random bytes in base64"),
  SANDBOX_PORT: port.default(3100).describe('Port of the sandbox that stands in for providers without keys'),
  SANDBOX_URL: webUrl.optional().describe('Where that sandbox is reached; set by `start`'),
})

export type Settings = z.output<typeof settings>

/** Settings that only make sense together. */
const companions: (keyof Settings)[][] = [
  ['VONAGE_APPLICATION_ID', 'VONAGE_PRIVATE_KEY'],
  ['VONAGE_API_KEY', 'VONAGE_API_SECRET'],
  ['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT'],
  ['STORE_ADMIN_URL', 'STORE_ADMIN_TOKEN'],
  ['WORKER_DEPLOYMENT_NAME', 'WORKER_BUILD_ID'],
]

const proxyNames = new Set(['loopback', 'linklocal', 'uniquelocal'])

function isProxy(text: string): boolean {
  if (proxyNames.has(text)) return true
  const [address = '', bits, ...others] = text.split('/')
  const version = isIP(address)
  return version !== 0 && others.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
}

/** The message names each setting that is wrong and why, and shows no value. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`The configuration is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** What `start` works from: databases, secrets and providers may still be missing, it brings its own. */
export type StartConfig = ReturnType<typeof shapeConfig>

/** What every other process works from. */
export type Config = StartConfig & { databaseUrl: string; secret: string; temporal: { connection: { address: string } } }

/** @throws ConfigError that lists everything that is wrong. */
export function loadStartConfig(env: Environment = process.env): StartConfig {
  const { values, problems } = readSettings(env)
  if (values === undefined || problems.length > 0) throw new ConfigError(problems)
  return shapeConfig(values, env)
}

/** @throws ConfigError that lists everything that is missing or wrong. */
export function loadConfig(env: Environment = process.env): Config {
  const merged = { ...readLocalEnvironment(findDataDirectory(env)), ...withoutBlanks(env) }
  const { values, problems } = readSettings(merged)
  const missing = (['DATABASE_URL', 'REGULARS_SECRET'] as const).filter((name) => merged[name] === undefined)
  const isTemporalMissing = merged.TEMPORAL_ADDRESS === undefined && merged.TEMPORAL_PROFILE === undefined
  for (const name of [...missing, ...(isTemporalMissing ? ['TEMPORAL_ADDRESS'] : [])]) {
    problems.push(`${name} must be set: no local installation is in ${findDataDirectory(env)}`)
  }
  if (values === undefined || problems.length > 0) throw new ConfigError(problems)
  const config = shapeConfig(values, merged)
  const { databaseUrl, secret, temporal } = config
  if (databaseUrl === undefined || secret === undefined || temporal.connection === undefined) throw new ConfigError(problems)
  return { ...config, databaseUrl, secret, temporal: { ...temporal, connection: temporal.connection } }
}

/** For what runs other programs and passes its own environment on. */
export function readEnvironment(): Environment {
  return { ...process.env }
}

/** Where what is downloaded or built once is kept: never in the checkout. */
export function findCacheDirectory(env: Environment = process.env): string {
  return resolve(env.REGULARS_CACHE_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'regulars'))
}

export function findLocalEnvironmentFile(dataDirectory: string): string {
  return join(dataDirectory, 'environment')
}

function findDataDirectory(env: Environment): string {
  return resolve(withoutBlanks(env).REGULARS_DATA_DIR ?? '.regulars')
}

function readLocalEnvironment(dataDirectory: string): Environment {
  try {
    return parseEnv(readFileSync(findLocalEnvironmentFile(dataDirectory), 'utf8'))
  } catch {
    // There is no local installation: everything comes from the environment.
    return {}
  }
}

/** A variable that is set to nothing counts as not set, as it does in compose files and CI. */
function withoutBlanks(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
}

function readSettings(env: Environment): { values: Settings | undefined; problems: string[] } {
  const given = withoutBlanks(env)
  const parsed = settings.safeParse(given)
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  for (const group of companions) {
    const absent = group.filter((name) => given[name] === undefined)
    if (absent.length > 0 && absent.length < group.length)
      problems.push(`${absent.join(' and ')} must be set together with ${group.filter((name) => !absent.includes(name)).join(' and ')}`)
  }
  return { values: parsed.data, problems }
}

function shapeConfig(values: Settings, env: Environment) {
  return {
    role: values.REGULARS_ROLE,
    dataDirectory: findDataDirectory(env),
    cacheDirectory: findCacheDirectory(env),
    port: values.PORT,
    host: values.HOST,
    /** Without a slash at its end. */
    publicUrl: values.PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`,
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    metricsPort: values.METRICS_PORT,
    databaseUrl: values.DATABASE_URL,
    secret: values.REGULARS_SECRET,
    temporal: shapeTemporal(values, env),
    worker:
      values.WORKER_BUILD_ID === undefined || values.WORKER_DEPLOYMENT_NAME === undefined
        ? undefined
        : { buildId: values.WORKER_BUILD_ID, deploymentName: values.WORKER_DEPLOYMENT_NAME },
    resend:
      values.RESEND_API_KEY === undefined
        ? undefined
        : {
            apiKey: values.RESEND_API_KEY,
            baseUrl: values.RESEND_BASE_URL,
            webhookSecret: values.RESEND_WEBHOOK_SECRET,
            requestsPerSecond: values.RESEND_REQUESTS_PER_SECOND,
          },
    vonage:
      values.VONAGE_APPLICATION_ID === undefined || values.VONAGE_PRIVATE_KEY === undefined
        ? undefined
        : {
            applicationId: values.VONAGE_APPLICATION_ID,
            privateKey: values.VONAGE_PRIVATE_KEY,
            apiKey: values.VONAGE_API_KEY,
            apiSecret: values.VONAGE_API_SECRET,
            apiHost: values.VONAGE_API_HOST,
            signatureSecret: values.VONAGE_SIGNATURE_SECRET,
            messagesPerSecond: values.VONAGE_MESSAGES_PER_SECOND,
          },
    push:
      values.VAPID_PUBLIC_KEY === undefined || values.VAPID_PRIVATE_KEY === undefined || values.VAPID_SUBJECT === undefined
        ? undefined
        : {
            publicKey: values.VAPID_PUBLIC_KEY,
            privateKey: values.VAPID_PRIVATE_KEY,
            subject: values.VAPID_SUBJECT,
            requestsPerSecond: values.PUSH_REQUESTS_PER_SECOND,
          },
    storeAdmin:
      values.STORE_ADMIN_URL === undefined || values.STORE_ADMIN_TOKEN === undefined
        ? undefined
        : { url: values.STORE_ADMIN_URL, token: values.STORE_ADMIN_TOKEN, webhookSecret: values.STORE_ADMIN_WEBHOOK_SECRET },
    lookUpForMs: values.VONAGE_LOOK_UP_SECONDS * 1000,
    sandbox: { port: values.SANDBOX_PORT, url: values.SANDBOX_URL },
  }
}

function shapeTemporal(values: Settings, env: Environment) {
  // A profile on the machine is used only when asked for: a store's demo must not find its way into someone's cloud.
  const isOwn = values.TEMPORAL_ADDRESS === undefined && values.TEMPORAL_PROFILE === undefined
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[0].startsWith('TEMPORAL_') && entry[1] !== undefined),
  )
  const loaded = isOwn ? undefined : loadClientConnectConfig({ overrideEnvVars: given, disableFile: values.TEMPORAL_PROFILE === undefined })
  const address = loaded?.connectionOptions.address
  return {
    namespace: values.TEMPORAL_NAMESPACE ?? loaded?.namespace ?? 'default',
    /** For `Connection.connect` and `NativeConnection.connect` alike; undefined when a server is to be started. */
    connection: loaded === undefined || address === undefined ? undefined : { ...loaded.connectionOptions, address },
    port: values.TEMPORAL_PORT,
    uiPort: values.TEMPORAL_UI_PORT,
    uiUrl: values.TEMPORAL_UI_URL ?? (isOwn ? `http://127.0.0.1:${values.TEMPORAL_UI_PORT}` : undefined),
  }
}
