/** What every part of the builder needs and none hands on: the store's currency, names of what rules name by id, and faults. */
import { createContext, useContext } from 'react'
import type { RuleFaults } from './rule-faults.ts'

export interface RuleContextValue {
  currency: string
  names: ReadonlyMap<string, string>
  faults: RuleFaults
}

export const RuleContext = createContext<RuleContextValue>({ currency: 'EUR', names: new Map(), faults: new Map() })

export function useRuleContext(): RuleContextValue {
  return useContext(RuleContext)
}
