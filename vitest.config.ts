import { defineConfig } from 'vitest/config'

// One Java server for each of these files is heavy, and in one server time can only be skipped for one test at a time; chaos wants the machine, and so does a whole installation that says how fast it starts.
const serialTests = ['**/*.time-skipping.test.ts', 'tests/workflows/**/*.test.ts', 'tests/chaos/**/*.test.ts', 'cli/start/start.test.ts']
// A browser, a whole stack and another heavy file starve each other on two cores: what is waited for comes, but late.
const browserTests = ['tests/e2e/**/*.test.ts']
const excluded = ['**/node_modules/**', 'dist/**', 'dist.new/**']

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    testTimeout: 120_000,
    // A first start of PostgreSQL or Temporal happens in somebody's hook.
    hookTimeout: 180_000,
    // What is waited for comes when a slow machine gets to it.
    expect: { poll: { timeout: 30_000 } },
    // Two cores are the least this is built for.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'main',
          include: ['**/*.test.ts'],
          exclude: [...excluded, ...serialTests, ...browserTests],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: browserTests,
          exclude: excluded,
          maxWorkers: 1,
          // A whole way through pages, with axe on each.
          testTimeout: 240_000,
          hookTimeout: 400_000,
          expect: { poll: { timeout: 60_000, interval: 50 } },
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: { name: 'serial', include: serialTests, exclude: excluded, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
