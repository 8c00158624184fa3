import { build } from '../server/cli/build.mjs'

/** Workers and child processes run from `dist/`, in tests as in production: build it once before the first test. */
export async function setup() {
  await build()
}
