/** A link or a key that is shown this once, ready to be copied. */
import { ActionIcon, Alert, CopyButton, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface ShownOnceProps {
  title: string
  label: string
  value: string
  /** Whom to give it to, and until when it is good. */
  children: ReactNode
  /** Other ways to hand it on. */
  actions?: ReactNode
  onClose: () => void
}

export function ShownOnce({ title, label, value, children, actions, onClose }: ShownOnceProps) {
  return (
    <Alert
      color="indigo"
      variant="outline"
      bg="var(--surface)"
      icon={<IconKey aria-hidden />}
      title={title}
      withCloseButton
      closeButtonLabel="Done with it"
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">{children}</Text>
        <Group gap="xs" wrap="nowrap">
          <TextInput flex={1} aria-label={label} value={value} readOnly ff="monospace" onFocus={(event) => event.currentTarget.select()} />
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? 'Copied' : 'Copy'}>
                <ActionIcon variant="default" size={36} aria-label={copied ? 'Copied' : `Copy: ${label}`} onClick={copy}>
                  {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </Group>
        {actions}
      </Stack>
    </Alert>
  )
}
