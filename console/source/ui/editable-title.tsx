/** A title that is typed in place. */
import { TextInput, Title, VisuallyHidden } from '@mantine/core'

interface EditableTitleProps {
  name: string
  placeholder: string
  /** `A promotion needs a name`. */
  missing: string
  isReadOnly?: boolean
  onChange: (name: string) => void
}

export function EditableTitle({ name, placeholder, missing, isReadOnly = false, onChange }: EditableTitleProps) {
  return (
    <>
      <VisuallyHidden>
        <Title order={1}>{name}</Title>
      </VisuallyHidden>
      <TextInput
        aria-label="Name"
        variant="unstyled"
        readOnly={isReadOnly}
        value={name}
        onChange={(event) => onChange(event.currentTarget.value)}
        placeholder={placeholder}
        error={name.trim() === '' ? missing : undefined}
        maxLength={200}
        styles={{ input: { fontSize: '1.5rem', fontWeight: 600, height: '2.25rem', minHeight: 0 } }}
      />
    </>
  )
}
