/** What can be wrong with autopilots and journeys. Each entry: `code: { status, title, meaning }`. */
export const autopilotProblems = {
  autopilot_not_published: { status: 409, title: 'The autopilot has no version yet', meaning: 'Publish it first.' },
  autopilot_not_draft: {
    status: 409,
    title: 'The autopilot is no draft',
    meaning: 'It was enabled before: retire it instead of deleting it.',
  },
  autopilot_retired: { status: 409, title: 'The autopilot is retired', meaning: 'It stays so. Make another one from its definition.' },
  autopilot_not_running: { status: 409, title: 'The autopilot was never enabled', meaning: 'Enable it first.' },
  journey_ended: { status: 409, title: 'The journey has ended', meaning: 'Nothing of it can be changed any more.' },
  journey_not_waiting: {
    status: 409,
    title: 'The journey has no wait that could be ended',
    meaning: 'It acts at the moment, has not started, or waits for the end of a cooldown or of quiet hours, which nobody can skip.',
  },
  definition_invalid: {
    status: 422,
    title: 'The definition cannot be published',
    meaning: '`errors` lists each fault with the path to it.',
  },
} as const
