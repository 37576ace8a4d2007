/**
 * What a campaign changed: the people it was meant for against the people it held back, as differences with 95 % intervals.
 *
 * Both arms are everyone who stood before the holdout's draw, whether or not a message then left (intention to treat): the draw alone tells
 * them apart, so that nothing else can explain a difference.
 */

export interface Arm {
  people: number
  /** Of them, how many ordered within the window. */
  buyers: number
  orders: number
  revenueMinor: number
  /** Sample variance of revenue per person, those without an order counted as 0; null for fewer than two people. */
  revenueVariance: number | null
}

export interface Interval {
  low: number
  high: number
}

export interface Difference {
  treated: number
  heldOut: number
  difference: number
  /** 95 %; null where the arms are too small to say. */
  interval: Interval | null
}

export interface Lift {
  treated: Arm
  heldOut: Arm
  /** Buyers per person, 0 to 1. */
  conversion: Difference
  /** (treated − held out) ÷ held out; null where nobody who was held out bought. */
  relativeLift: number | null
  revenuePerPersonMinor: Difference
  /** The differences over everyone treated: what would not have happened without the campaign. */
  incrementalBuyers: { estimate: number; interval: Interval }
  incrementalRevenueMinor: { estimate: number; interval: Interval | null }
  /** The interval of the difference in conversion leaves 0 out. */
  isSignificant: boolean
}

/** The 97.5 % point of the normal distribution. */
const z = 1.959963984540054

/** Undefined where either arm has nobody. */
export function compareArms(treated: Arm, heldOut: Arm): Lift | undefined {
  if (treated.people === 0 || heldOut.people === 0) return undefined
  const conversion = compareProportions(treated, heldOut)
  const revenue = compareMeans(treated, heldOut)
  const people = treated.people
  return {
    treated,
    heldOut,
    conversion,
    relativeLift: conversion.heldOut === 0 ? null : conversion.difference / conversion.heldOut,
    revenuePerPersonMinor: revenue,
    incrementalBuyers: { estimate: conversion.difference * people, interval: scale(conversion.interval, people) },
    incrementalRevenueMinor: {
      estimate: revenue.difference * people,
      interval: revenue.interval === null ? null : scale(revenue.interval, people),
    },
    isSignificant: conversion.interval.low > 0 || conversion.interval.high < 0,
  }
}

/**
 * The difference of two proportions with Newcombe's hybrid score interval: R. G. Newcombe, "Interval estimation for the difference between
 * independent proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), method 10. It keeps its coverage where conversions
 * are rare or absent, where the textbook interval does not.
 */
function compareProportions(treated: Arm, heldOut: Arm): Difference & { interval: Interval } {
  const p1 = treated.buyers / treated.people
  const p2 = heldOut.buyers / heldOut.people
  const score1 = findWilsonInterval(treated.buyers, treated.people)
  const score2 = findWilsonInterval(heldOut.buyers, heldOut.people)
  const difference = p1 - p2
  return {
    treated: p1,
    heldOut: p2,
    difference,
    interval: {
      low: difference - Math.hypot(p1 - score1.low, score2.high - p2),
      high: difference + Math.hypot(score1.high - p1, p2 - score2.low),
    },
  }
}

/**
 * Wilson's score interval of one proportion: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22 (1927).
 */
export function findWilsonInterval(successes: number, trials: number): Interval {
  const p = successes / trials
  const centre = p + (z * z) / (2 * trials)
  const spread = z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials))
  const scaleDown = 1 + (z * z) / trials
  return { low: Math.max(0, (centre - spread) / scaleDown), high: Math.min(1, (centre + spread) / scaleDown) }
}

/**
 * The difference of two means with unequal variances (B. L. Welch, Biometrika 34, 1947), by the normal approximation: the arms of a campaign
 * are hundreds of people or more. Null interval for an arm of fewer than two.
 */
function compareMeans(treated: Arm, heldOut: Arm): Difference {
  const mean1 = treated.revenueMinor / treated.people
  const mean2 = heldOut.revenueMinor / heldOut.people
  const difference = mean1 - mean2
  if (treated.revenueVariance === null || heldOut.revenueVariance === null)
    return { treated: mean1, heldOut: mean2, difference, interval: null }
  const reach = z * Math.sqrt(treated.revenueVariance / treated.people + heldOut.revenueVariance / heldOut.people)
  return { treated: mean1, heldOut: mean2, difference, interval: { low: difference - reach, high: difference + reach } }
}

function scale({ low, high }: Interval, by: number): Interval {
  return { low: low * by, high: high * by }
}
