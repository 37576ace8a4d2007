/** When a send's messages may leave. */

/** `at` is an instant (RFC 3339); `local` a date and a wall-clock time (`YYYY-MM-DD`, `HH:MM`) in each recipient's own zone. */
export type Schedule = { kind: 'now' } | { kind: 'at'; at: string } | { kind: 'local'; date: string; time: string }
