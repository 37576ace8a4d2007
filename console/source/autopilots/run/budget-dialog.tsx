/** What all vouchers of an autopilot may come to. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../../session/action-button.tsx'
import { useAction } from '../../session/use-action.ts'
import { BudgetFields } from '../../campaigns/budget-fields.tsx'
import type { DraftKeeper } from '../../drafts/draft-keeper.ts'
import type { BudgetInput } from '../../offers/offer-queries.ts'
import { storeQuery } from '../../store/store-settings.ts'
import { ProblemAlert } from '../../ui/problem.tsx'
import { type Autopilot, autopilotQuery, readAutopilot, changeAutopilot } from '../autopilot-queries.ts'

interface BudgetDialogProps {
  autopilot: Autopilot
  /** Of the draft beside it, whose version this makes older. */
  keeper: Pick<DraftKeeper<object>, 'flush' | 'overwrite'>
  onClose: () => void
}

export function BudgetDialog({ autopilot: { id, name, budget }, keeper, onClose }: BudgetDialogProps) {
  const client = useQueryClient()
  const currency = useQuery(storeQuery).data?.currency ?? 'EUR'
  const [limits, setLimits] = useState<BudgetInput>({ maxVouchers: budget?.maxVouchers ?? null, maxMoney: budget?.maxMoney ?? null })
  const saving = useAction('autopilots:write', {
    async mutationFn() {
      await keeper.flush()
      const saved = await changeAutopilot(id, (await readAutopilot(id)).version, { budget: limits })
      await keeper.overwrite(saved.version)
      return readAutopilot(id)
    },
    onSuccess: (saved) => {
      client.setQueryData(autopilotQuery(id).queryKey, saved)
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600}>Budget of the vouchers of “{name}”</Text>}>
      <Stack>
        <Text size="sm" c="dimmed">
          Both this budget and the offer’s own must have room. A limit below what is used gives no more, and takes nothing back.
        </Text>
        <BudgetFields budget={limits} currency={currency} onChange={setLimits} />
        {saving.isError ? <ProblemAlert error={saving.error} title="The budget was not changed" /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <ActionButton action={saving} onClick={() => saving.mutate()}>
            Save the budget
          </ActionButton>
        </Group>
      </Stack>
    </Modal>
  )
}
