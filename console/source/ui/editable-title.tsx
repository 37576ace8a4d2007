/** A title that is typed in place. A long one takes as many lines as it needs. */
import { Textarea, Title, VisuallyHidden } from '@mantine/core'

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
      <Textarea
        aria-label="Name"
        variant="unstyled"
        autosize
        readOnly={isReadOnly}
        value={name}
        onChange={(event) => onChange(event.currentTarget.value.replaceAll(/\s*\n\s*/g, ' '))}
        // It is one line that wraps, not a text.
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault()
        }}
        placeholder={placeholder}
        error={name.trim() === '' ? missing : undefined}
        maxLength={200}
        classNames={{ input: 'editable-title' }}
      />
    </>
  )
}
