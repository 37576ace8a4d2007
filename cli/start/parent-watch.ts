/**
 * Loaded into each of our Node processes before its own program: asks the process to stop when the one that started it is gone,
 * however that ended. Without it a killed start would leave workers behind that send.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// The channel must not be what keeps a process alive that has nothing left to do.
process.channel?.unref()
