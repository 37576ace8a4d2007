/** The nine automatic segments (DESIGN 5): four exclusive stages, five tags. */
export const stageKeys = ['lapsed', 'new', 'most_active', 'active'] as const
const tagKeys = ['vip', 'high_spender', 'high_aov', 'repeat', 'at_risk'] as const
export const segmentKeys = [...stageKeys, ...tagKeys] as const
export type SegmentKey = (typeof segmentKeys)[number]
