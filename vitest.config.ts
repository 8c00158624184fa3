import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/browser/**', 'test/conformance/**'],
    globalSetup: ['test/build-once.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // A template that takes a second is ended, also where the machine was busy: the gate tries once more and says so.
    retry: process.env.CI ? 1 : 0,
  },
})
