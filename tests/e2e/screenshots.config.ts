/** For `npm run screenshots`: the shared servers of the tests, around the one file that takes the pictures. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    include: ['tests/e2e/screenshots.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
