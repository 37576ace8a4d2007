/** The way to a run in the Temporal UI, where there is one. */
import { Anchor, type AnchorProps } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'

interface TemporalLinkProps extends AnchorProps {
  url: string | null
}

export function TemporalLink({ url, ...anchor }: TemporalLinkProps) {
  return url === null ? null : (
    <Anchor size="sm" c="dimmed" {...anchor} href={url} target="_blank" rel="noreferrer" style={{ whiteSpace: 'nowrap' }}>
      The run in the Temporal UI <IconExternalLink size="1em" aria-hidden style={{ verticalAlign: '-0.125em' }} />
    </Anchor>
  )
}
