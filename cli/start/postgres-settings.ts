/**
 * How the PostgreSQL that we bring along is set: for one machine that it shares with everything else of ours, where losing a
 * committed row is never acceptable, and for tests, where nothing outlives the run.
 */
import { totalmem } from 'node:os'

const mebibyte = 1024 * 1024

/** Settings common to both: loopback and passwords only, and a log that never shows a value of anyone's. */
const commonSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  // DETAIL and STATEMENT hold addresses and names.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  // Nothing replicates from it, and COPY into a new table is then nearly free of log.
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  random_page_cost: '1.1',
  shared_preload_libraries: 'pg_stat_statements',
}

export function buildDurableSettings(memoryBytes = totalmem()): Record<string, string> {
  const share = (divisor: number, leastMiB: number, mostMiB: number): string =>
    `${Math.round(Math.min(Math.max(memoryBytes / mebibyte / divisor, leastMiB), mostMiB))}MB`
  return {
    ...commonSettings,
    shared_buffers: share(8, 128, 1024),
    effective_cache_size: share(2, 512, 16_384),
    work_mem: share(128, 16, 64),
    maintenance_work_mem: share(32, 64, 512),
    synchronous_commit: 'on',
    wal_compression: 'on',
    wal_buffers: '16MB',
    min_wal_size: '512MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    // A ledger grows by whole sends at once; statistics that are a fifth of a table late choose the wrong plan.
    autovacuum_naptime: '15s',
    autovacuum_vacuum_scale_factor: '0.05',
    autovacuum_vacuum_insert_scale_factor: '0.05',
    autovacuum_analyze_scale_factor: '0.02',
    autovacuum_vacuum_cost_limit: '2000',
  }
}

export function buildTestSettings(): Record<string, string> {
  return {
    ...commonSettings,
    shared_buffers: '256MB',
    work_mem: '32MB',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_wal_size: '2GB',
  }
}
