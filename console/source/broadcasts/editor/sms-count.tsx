/** How long an SMS is, in how many parts it leaves, and what one costs about. */
import { Text } from '@mantine/core'
import { formatCount, formatMicros } from '../../words/numbers.ts'
import type { Preview } from '../broadcast-queries.ts'

export type SmsLength = Pick<NonNullable<Preview['sms']>, 'characters' | 'parts' | 'perPart' | 'encoding' | 'estimatedCost'>

export function SmsCount({ sms: { characters, parts, perPart, encoding, estimatedCost } }: { sms: SmsLength }) {
  return (
    <Text size="sm" className="numbers" role="status">
      {formatCount(characters)} characters · {formatCount(parts)} {parts === 1 ? 'part' : 'parts'} of {perPart} ({encoding}) · about{' '}
      {formatMicros(estimatedCost)} each
    </Text>
  )
}
