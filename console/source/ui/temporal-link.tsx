/** The way to a run in the Temporal UI, where there is one. */
import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'

const words = 'The run in the Temporal UI'

interface TemporalLinkProps extends AnchorProps {
  url: string | null
}

export function TemporalLink({ url, ...anchor }: TemporalLinkProps) {
  return url === null ? null : (
    <Anchor size="sm" {...anchor} href={url} target="_blank" rel="noreferrer">
      {words}
    </Anchor>
  )
}

interface TemporalButtonProps extends ButtonProps {
  url: string | null
}

export function TemporalButton({ url, ...button }: TemporalButtonProps) {
  return url === null ? null : (
    <Button
      variant="subtle"
      color="gray"
      rightSection={<IconExternalLink size={button.size === 'compact-sm' ? 14 : 16} aria-hidden />}
      {...button}
      component="a"
      href={url}
      target="_blank"
      rel="noreferrer"
    >
      {words}
    </Button>
  )
}
