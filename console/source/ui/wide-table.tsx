/** A table with more columns than a phone has room for: it moves sideways, and a shade says at which edge there is more. */
import { Table, type TableProps } from '@mantine/core'

interface WideTableProps extends TableProps {
  /** What the table is of, for those who do not see it. */
  label: string
  /** Under this it moves instead of being squeezed, in pixels. */
  least: number
}

export function WideTable({ label, least, ...table }: WideTableProps) {
  return (
    // Whoever has no mouse moves it with the arrow keys.
    <div className="wide-table" tabIndex={0} role="group" aria-label={label}>
      <Table {...table} miw={least} />
    </div>
  )
}
