/** The figures of an audience are those of its members over a period of whole days (of 86,400 s) up to the present. */
export const defaultPeriodDays = 30
export const maximumPeriodDays = 732
