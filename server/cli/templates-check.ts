/** `npm run templates:check [-- --write]`: proves every shipped template version (template/check.ts); `--write` takes what
 *  the samples render to now as expected. Exit 1 with a line for every problem, `templates/x/v1/template.hbs:12:5 …`. */
import { relative } from 'node:path'
import { projectRoot } from '../base/project-root.ts'
import { closeExpanders } from '../render/expand.ts'
import { checkVersion } from '../template/check.ts'
import { listShipped } from '../template/library.ts'

const args = process.argv.slice(2)
const unknown = args.filter((arg) => arg !== '--write')
if (unknown.length > 0) {
  console.error(`${unknown.join(' ')}: diese Option gibt es nicht, erwartet wird --write oder nichts`)
  process.exit(1)
}
const versions = await listShipped()
let problems = 0
for (const version of versions) {
  const found = await checkVersion(version, { expectation: args.length > 0 ? 'rewrite' : 'compare' })
  for (const { place, message } of found) console.error(`${relative(projectRoot, version.folder)}/${place} ${message}`)
  problems += found.length
}
await closeExpanders()
if (problems > 0) process.exitCode = 1
else console.log(`${versions.length} Vorlagen geprüft.`)
