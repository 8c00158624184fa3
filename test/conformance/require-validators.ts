import { missingTools } from './tools.ts'

/** Without its judges the suite proves nothing, so it ends here rather than pass or skip. */
export function setup() {
  const missing = missingTools()
  if (missing.length === 0) return
  console.error(`Es fehlen: ${missing.join(', ')}. Abhilfe: bash test/conformance/fetch-validators.sh`)
  process.exit(1)
}
