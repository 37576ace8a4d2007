/** The mean of the figures of several broadcasts. Currencies are never added to each other. */

type Amounts<Key extends string> = ({ currency: string } & Record<Key, number>)[]

interface Figures {
  revenue: Amounts<'amountMinor'>
  messageCost: Amounts<'amountMicros'>
}

type Counts<F> = { [Name in keyof F as F[Name] extends number ? Name : never]: number }

/** Counts to a tenth, amounts in whole units. Undefined of nothing. */
export function averageFigures<F extends Figures & Counts<F>>(all: readonly F[]): F | undefined {
  const [first] = all
  if (first === undefined) return undefined
  const mean = (sum: number) => sum / all.length
  const names = Object.keys(first).filter((name) => typeof first[name as keyof F] === 'number') as (keyof F)[]
  const counts = Object.fromEntries(names.map((name) => [name, Math.round(mean(all.reduce((sum, one) => sum + one[name], 0)) * 10) / 10]))
  return {
    ...first,
    ...counts,
    revenue: averageAmounts(
      all.flatMap(({ revenue }) => revenue),
      'amountMinor',
      mean,
    ),
    messageCost: averageAmounts(
      all.flatMap(({ messageCost }) => messageCost),
      'amountMicros',
      mean,
    ),
  }
}

function averageAmounts<Key extends string>(amounts: Amounts<Key>, key: Key, mean: (sum: number) => number): Amounts<Key> {
  const sums = new Map<string, number>()
  for (const amount of amounts) sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount[key])
  return [...sums]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, sum]) => ({ currency, [key]: Math.round(mean(sum)) })) as Amounts<Key>
}
