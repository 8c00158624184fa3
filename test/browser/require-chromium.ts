import { existsSync } from 'node:fs'

export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** A check that is skipped in silence is none: without a browser the run fails, and says how to get one. */
export function setup(): void {
  if (existsSync(chromiumPath)) return
  console.error(
    `Chromium fehlt (${chromiumPath}): apt-get install chromium, oder CHROMIUM_PATH=<Programm> setzen, und noch einmal.`,
  )
  process.exit(1)
}
