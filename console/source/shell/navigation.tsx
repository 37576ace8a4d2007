/** The way around the console. */
import { NavLink, Stack, Text } from '@mantine/core'
import {
  IconAdjustments,
  IconBuildingStore,
  IconChartBar,
  IconChartAreaLine,
  IconGift,
  IconHeartbeat,
  IconHome,
  IconHourglass,
  IconInbox,
  IconReportMoney,
  IconRoute,
  IconSend,
  IconTicket,
  IconUsers,
  IconUsersGroup,
  IconZoomQuestion,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { MenuLink } from '../ui/link.tsx'
import { installationQuery } from './installation.ts'

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const inboxUrl = useQuery(installationQuery).data?.inboxUrl ?? null
  return (
    <Stack gap={2} component="nav" aria-label="Main" onClick={onNavigate}>
      <MenuLink to="/" label="Today" leftSection={<IconHome {...icon} />} activeOptions={{ exact: true }} activeProps={{ active: true }} />
      <Heading>Campaigns</Heading>
      <MenuLink
        to="/configuration/marketing-campaign"
        label="Broadcasts"
        leftSection={<IconSend {...icon} />}
        activeProps={{ active: true }}
      />
      <MenuLink
        to="/configuration/voucher-campaign/promotion"
        label="Promotions"
        leftSection={<IconGift {...icon} />}
        activeProps={{ active: true }}
      />
      <MenuLink
        to="/configuration/voucher-campaign/autopilot"
        label="Autopilots"
        leftSection={<IconRoute {...icon} />}
        activeProps={{ active: true }}
      />
      <MenuLink to="/offers" label="Offers" leftSection={<IconTicket {...icon} />} activeProps={{ active: true }} />
      <Heading>What goes on</Heading>
      <MenuLink
        to="/configuration/voucher-campaign/health"
        label="Health"
        leftSection={<IconHeartbeat {...icon} />}
        activeProps={{ active: true }}
      />
      <MenuLink
        to="/configuration/voucher-campaign/pending-triggers"
        label="Who is waiting"
        leftSection={<IconHourglass {...icon} />}
        activeProps={{ active: true }}
      />
      <MenuLink
        to="/configuration/voucher-campaign/diagnostics"
        label="Why, or why not?"
        leftSection={<IconZoomQuestion {...icon} />}
        activeProps={{ active: true }}
      />
      <Heading>Reports</Heading>
      <MenuLink
        to="/reports/marketing-campaigns"
        label="Sent broadcasts"
        leftSection={<IconChartBar {...icon} />}
        activeProps={{ active: true }}
      />
      <MenuLink
        to="/reports/voucher-campaigns/overview"
        label="Voucher campaigns"
        leftSection={<IconReportMoney {...icon} />}
        activeProps={{ active: true }}
      />
      <MenuLink
        to="/reports/segmentation-dashboard"
        label="Segmentation"
        leftSection={<IconChartAreaLine {...icon} />}
        activeProps={{ active: true }}
      />
      <Heading>People</Heading>
      <MenuLink to="/customers" label="Customers" leftSection={<IconUsers {...icon} />} activeProps={{ active: true }} />
      <MenuLink to="/audiences" label="Audiences" leftSection={<IconUsersGroup {...icon} />} activeProps={{ active: true }} />
      <MenuLink to="/groups" label="Groups" leftSection={<IconBuildingStore {...icon} />} activeProps={{ active: true }} />
      <Heading>Settings</Heading>
      <MenuLink to="/settings/segments" label="Segments" leftSection={<IconAdjustments {...icon} />} activeProps={{ active: true }} />
      {inboxUrl === null ? null : (
        <>
          <Heading>Sandbox</Heading>
          <NavLink
            component="a"
            className="nav-link"
            href={inboxUrl}
            target="_blank"
            rel="noreferrer"
            label="Inbox"
            leftSection={<IconInbox {...icon} />}
          />
        </>
      )}
    </Stack>
  )
}

function Heading({ children }: { children: string }) {
  return (
    <Text size="xs" c="dimmed" fw={600} px="sm" pt="md" pb={4}>
      {children}
    </Text>
  )
}
