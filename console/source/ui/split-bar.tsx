/** A whole and its parts as one bar; the words beside it say the same. */
import { Box } from '@mantine/core'
import { type Tone, toneColour } from '../words/outcomes.ts'

export interface BarPart {
  key: string
  count: number
  tone: Tone
}

export function SplitBar({ label, parts, whole }: { label: string; parts: BarPart[]; whole: number }) {
  return (
    <div className="bar" role="img" aria-label={label}>
      {parts.map(({ key, count, tone }) => (
        <Box key={key} component="span" w={`${whole === 0 ? 0 : (count / whole) * 100}%`} bg={toneColour(tone)} />
      ))}
    </div>
  )
}
