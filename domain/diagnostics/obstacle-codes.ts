/** Why an autopilot cannot look for customers, in words. */
const codes: Readonly<Record<string, string>> = {
  audience_missing: 'an audience that it names is not there any more',
  audience_circular: 'an audience that it names leads back to itself',
  audience_too_many: 'too many audiences hang together',
}

export function describeObstacleCode(code: string): string {
  return codes[code] ?? code.replaceAll('_', ' ')
}
