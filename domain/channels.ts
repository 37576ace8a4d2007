/** The channels a message can take. */
export const channelNames = ['email', 'sms', 'push'] as const
export type ChannelName = (typeof channelNames)[number]
