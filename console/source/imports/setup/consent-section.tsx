/** What the file says about consent, what counts as evidence of it, and what an import never does. */
import { List, Stack, Text, TextInput } from '@mantine/core'
import { Section } from '../../ui/page.tsx'
import type { ImportOptions, ImportPlan } from '../import-queries.ts'
import type { ChangeOptions } from './use-options.ts'

const channels: Record<string, string> = { emailConsent: 'email', smsConsent: 'SMS', pushConsent: 'push' }

export function ConsentSection({ plan, options, onChange }: { plan: ImportPlan; options: ImportOptions; onChange: ChangeOptions }) {
  const find = (field: string) => plan.columns.find(({ target }) => target === field)?.header
  const stated = plan.columns.flatMap(({ header, target }) =>
    target !== null && channels[target] !== undefined ? [`“${header}” says who may get ${channels[target]}`] : [],
  )
  if (stated.length === 0)
    return (
      <Section title="Consent">
        <Text size="sm">
          No column of this file is about consent: nobody becomes reachable by it, and nobody is opted out. If one is, choose what it means
          above.
        </Text>
      </Section>
    )
  const [where, when] = [find('consentSource'), find('consentAt')]
  return (
    <Section title="Consent">
      <Stack>
        <Text size="sm">{stated.join(', ')}.</Text>
        <List size="sm" spacing={4}>
          <List.Item>“yes”, “subscribed” or “1” is a permission. “no” says only that there is none. A blank cell says nothing.</List.Item>
          <List.Item>
            Whoever has opted out or is suppressed stays so, whatever the file says: only a row that says both where and when they came back
            brings somebody back.
          </List.Item>
          <List.Item>
            {when === undefined
              ? 'No column says when it was given: it is recorded as told by this import, today. That is weak evidence; map a column with the date if the file has one.'
              : `“${when}” says when it was given.`}
          </List.Item>
        </List>
        {where === undefined ? (
          when === undefined ? null : (
            <TextInput
              label="Where it was given"
              description="Kept with each consent as its evidence. Without it the consent is recorded as told by this import."
              placeholder="Checkout of the old shop, unticked box"
              maxLength={90}
              maw={460}
              value={options.consentSource ?? ''}
              onChange={(event) => onChange({ consentSource: event.currentTarget.value })}
            />
          )
        ) : (
          <Text size="sm">“{where}” says where it was given.</Text>
        )}
        <Text size="sm">
          The dry run counts how many people would become subscribed, and you confirm that number before it is done. No consent is made of
          anything else: not of an order, not of an address.
        </Text>
      </Stack>
    </Section>
  )
}
