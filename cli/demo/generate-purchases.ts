/**
 * When customers order and what an order is worth, by the models of the field. BG/NBD (Fader, Hardie and Lee 2005): while active, a customer orders
 * at random with a rate of their own, Gamma distributed over customers, and after each order stops for good with a probability of their own, Beta
 * distributed. Gamma-gamma (Fader and Hardie 2013): the worth of a customer's orders varies around a mean of their own. The seasons thin out the
 * order times.
 */
import { type Chance, createChance } from './chance.ts'
import { findSeason, highestSeason } from './seasons.ts'

const weekMs = 7 * 86_400_000

/** Gamma (shape, scale) of the orders a week; Beta (a, b) of stopping after an order; gamma-gamma (p, q, γ) of an order's worth in minor units. */
const purchaseModel = {
  rate: { shape: 1.15, scalePerWeek: 0.14 },
  dropout: { a: 0.62, b: 3.1 },
  spend: { p: 6, q: 4, gammaMinor: 2100 },
  /** Who registers and never orders. */
  neverShare: 0.05,
  /** New customers a week at the end of the history, for each at its start. */
  growth: 1.9,
}

export interface Purchase {
  placedAt: Date
  worthMinor: number
}

export interface PurchaseHistory {
  registeredAt: Date
  /** In the order of time. */
  purchases: Purchase[]
}

export interface PurchaseOptions {
  seed: number
  from: Date
  until: Date
  /** One history for each. */
  utcOffsetHours: number[]
}

export function generatePurchases({ seed, from, until, utcOffsetHours }: PurchaseOptions): PurchaseHistory[] {
  const chance = createChance(seed, 'purchases')
  return utcOffsetHours.map((offset) => {
    const registeredAt = drawRegistration(chance, { from, until, offset })
    const times = chance.isTrue(purchaseModel.neverShare) ? [] : drawOrderTimes(chance, { registeredAt, until, offset })
    const drawWorth = createWorth(chance)
    return { registeredAt, purchases: times.map((placedAt) => ({ placedAt, worthMinor: drawWorth() })) }
  })
}

/** Growing evenly over the history, with the seasons. */
function drawRegistration(chance: Chance, { from, until, offset }: { from: Date; until: Date; offset: number }): Date {
  const lengthMs = until.getTime() - from.getTime()
  for (;;) {
    const atMs = from.getTime() + chance.uniform() * lengthMs
    const growth = 1 + ((purchaseModel.growth - 1) * (atMs - from.getTime())) / lengthMs
    if (chance.uniform() * purchaseModel.growth * highestSeason < growth * findSeason(atMs, offset)) return new Date(Math.floor(atMs))
  }
}

/** The first at registration. */
function drawOrderTimes(chance: Chance, { registeredAt, until, offset }: { registeredAt: Date; until: Date; offset: number }): Date[] {
  const { rate, dropout } = purchaseModel
  const ordersPerMs = chance.gamma(rate.shape, rate.scalePerWeek) / weekMs
  const stops = chance.beta(dropout.a, dropout.b)
  const times = [registeredAt]
  let atMs = registeredAt.getTime()
  while (!chance.isTrue(stops)) {
    do atMs += chance.exponential(ordersPerMs * highestSeason)
    while (atMs < until.getTime() && chance.uniform() * highestSeason >= findSeason(atMs, offset))
    if (atMs >= until.getTime()) break
    times.push(new Date(Math.floor(atMs)))
  }
  return times
}

/** A customer's own mean is Gamma distributed by its inverse, and each order varies around it. */
function createWorth(chance: Chance): () => number {
  const { p, q, gammaMinor } = purchaseModel.spend
  const scaleMinor = 1 / chance.gamma(q, 1 / gammaMinor)
  return () => Math.round(chance.gamma(p, scaleMinor))
}
