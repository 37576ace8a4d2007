/** Over the page that was open when its session ended: signing in goes on right there, with all that was typed. */
import { Button, Modal, Stack, Text } from '@mantine/core'
import { OwnMachineButton, useIsOwnMachine } from './own-machine.tsx'
import { leave, type OwnDetails } from './session-queries.ts'
import { SignInForm } from './sign-in-form.tsx'

export function SessionOver({ member }: { member: OwnDetails }) {
  const isOwnMachine = useIsOwnMachine()
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      overlayProps={{ blur: 6 }}
      title={<Text fw={600}>You have been signed out</Text>}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          This session has ended: here, in another browser, or after a long while. Sign in as {member.name} to go on where you were; what
          you typed is still there.
        </Text>
        {isOwnMachine ? <OwnMachineButton otherwise="or with the password" /> : null}
        <SignInForm email={member.email} isSecondary={isOwnMachine} />
        <Button variant="subtle" color="gray" size="compact-sm" onClick={leave}>
          Leave this page
        </Button>
      </Stack>
    </Modal>
  )
}
