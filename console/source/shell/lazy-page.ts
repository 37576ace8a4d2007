/** Pages that load when they are first opened. One that is opened while Regulars cannot be reached opens once it can be. */
import { lazyRouteComponent as loadLazily } from '@tanstack/react-router'
import { connection } from '../http/request.ts'

export const lazyRouteComponent: typeof loadLazily = (importer, exportName) =>
  loadLazily(async () => {
    for (let isFirst = true; ; isFirst = false) {
      try {
        return await importer()
      } catch (error) {
        // It answers, and has no such file: another version of the console is there by now.
        if (!isFirst && !connection.read().isDown) throw error
        connection.noticeSilence()
        await connection.waitUntilUp()
      }
    }
  }, exportName)
