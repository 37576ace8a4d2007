/** The answer as people read it. */
import type { z } from 'zod'
import { describeObstacle } from '../../domain/diagnostics/obstacles.ts'
import type { Answer } from '../diagnostics/answer.ts'
import type { diagnosticsSchema } from '../schemas/diagnostics.ts'

export function viewAnswer({ obstacles, ...outcome }: Answer): NonNullable<z.input<typeof diagnosticsSchema>['answer']> {
  return {
    ...outcome,
    obstacles: obstacles.map(({ obstacle, conditions }) => {
      const { kind, ...details } = obstacle
      const shown = Object.entries(details).filter(([key]) => key !== 'conditions')
      return {
        kind,
        sentence: describeObstacle(obstacle),
        conditions,
        details: Object.fromEntries(shown.map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value])),
      }
    }),
  }
}
