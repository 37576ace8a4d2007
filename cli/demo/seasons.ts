/** When people shop: over the year, the week and the day, as a factor around one on how often they order. */

const dayMs = 86_400_000
const hourMs = 3_600_000

/** Sunday first. */
const weekdays = scaleToOne([1.22, 0.82, 0.8, 0.86, 0.96, 1.18, 1.3])
const hours = scaleToOne([
  0.15, 0.08, 0.05, 0.04, 0.05, 0.1, 0.3, 0.6, 0.85, 1, 1.15, 1.4, 1.5, 1.2, 1, 0.95, 1.1, 1.5, 2, 2.2, 2, 1.5, 0.9, 0.4,
])
const yearDays = scaleToOne(
  Array.from(
    { length: 366 },
    (_, day) => 1 + 0.12 * Math.cos((2 * Math.PI * (day - 5)) / 365.25) + bump(day, 342, 14, 0.75) - bump(day, 220, 18, 0.22),
  ),
)

/** The factor at an instant, for somebody who lives so many hours ahead of UTC. Its mean over a year is one. */
export function findSeason(atMs: number, utcOffsetHours: number): number {
  const local = new Date(atMs + utcOffsetHours * hourMs)
  const dayOfYear = Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / dayMs)
  return (yearDays[dayOfYear] ?? 1) * (weekdays[local.getUTCDay()] ?? 1) * (hours[local.getUTCHours()] ?? 1)
}

/** No factor is larger. */
export const highestSeason = Math.max(...yearDays) * Math.max(...weekdays) * Math.max(...hours)

function bump(day: number, center: number, width: number, height: number): number {
  return height * Math.exp(-((day - center) ** 2) / (2 * width ** 2))
}

function scaleToOne(weights: number[]): number[] {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
  return weights.map((weight) => weight / mean)
}
