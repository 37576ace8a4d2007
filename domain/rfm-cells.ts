/** The RFM matrix: recency against frequency and money, 5 × 5, in ten named cells that share it out without overlap. */

export const rfmCellNames = [
  'champions',
  'loyal',
  'potential_loyalists',
  'newcomers',
  'promising',
  'need_attention',
  'about_to_sleep',
  'slipping_away',
  'cannot_lose',
  'hibernating',
] as const
export type RfmCellName = (typeof rfmCellNames)[number]

/** Rows are recency 1 to 5, columns FM 1 to 5. */
const matrix: RfmCellName[][] = [
  ['hibernating', 'hibernating', 'slipping_away', 'slipping_away', 'cannot_lose'],
  ['hibernating', 'hibernating', 'slipping_away', 'slipping_away', 'cannot_lose'],
  ['about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal', 'loyal'],
  ['promising', 'potential_loyalists', 'potential_loyalists', 'loyal', 'loyal'],
  ['newcomers', 'potential_loyalists', 'potential_loyalists', 'champions', 'champions'],
]

/** `fm` is ⌊(F + M) ÷ 2⌋. @throws RangeError where a score is not a whole number from 1 to 5. */
export function nameRfmCell({ recency, fm }: { recency: number; fm: number }): RfmCellName {
  const name = matrix[recency - 1]?.[fm - 1]
  if (name === undefined) throw new RangeError(`No RFM cell ${recency}/${fm}: scores are whole numbers from 1 to 5.`)
  return name
}
