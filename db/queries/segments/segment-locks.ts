/** The advisory locks of the segments, always taken in this order. Any constants that nothing else in the database uses. */

/** Held by the one full refresh that runs. */
export const refreshLock = 727_485_021

/**
 * Held shared by transactions that re-score or erase customers, and alone by a refresh while it writes. The migration 0140_segment_history.sql has the
 * number too.
 */
export const rescoreLock = 727_485_020

/**
 * Held by the one count of past days that runs. Who writes orders tries for its shared side, and never waits: the migration
 * 0290_history_marks_while_counting.sql has the number too.
 */
export const historyLock = 727_485_022
