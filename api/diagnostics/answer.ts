/** The answer to a question about a customer and a campaign, in one sentence, with all that stands in the way of one who was not selected. */
import { describeObstacle, isPassing } from '../../domain/diagnostics/obstacles.ts'
import type { Outcome } from '../../domain/diagnostics/outcome.ts'
import type { ExplainedObstacle } from './explain-selection.ts'
import type { ToldRun } from './tell-runs.ts'

export interface Answer extends Outcome {
  obstacles: ExplainedObstacle[]
}

/** By the latest run. @param obstacles why no other follows, where that is asked */
export function answerByRun({ outcome }: ToldRun, obstacles: ExplainedObstacle[]): Answer {
  return { ...outcome, obstacles }
}

export function answerByObstacles(obstacles: ExplainedObstacle[]): Answer {
  const [first] = obstacles
  if (first === undefined)
    return { standing: 'not_selected', reason: null, channel: null, sentence: 'Not selected, and nobody can say why.', obstacles }
  const { obstacle } = first
  const isToCome = obstacles.every((one) => isPassing(one.obstacle))
  return {
    standing: isToCome ? 'will_get_it' : 'not_selected',
    reason: obstacle.kind,
    channel: null,
    sentence: `${isToCome ? 'Not yet.' : 'Not selected.'} ${describeObstacle(obstacle)}`,
    obstacles,
  }
}
