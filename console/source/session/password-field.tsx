/** A password that is chosen: what it must be, and what is wrong with it. */
import { PasswordInput } from '@mantine/core'

interface PasswordFieldProps {
  label: string
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

export function PasswordField({ label, value, error, onChange }: PasswordFieldProps) {
  return (
    <PasswordInput
      label={label}
      description="12 characters or more. A few words are easy to remember and hard to guess."
      autoComplete="new-password"
      value={value}
      required
      withAsterisk={false}
      minLength={12}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
    />
  )
}
