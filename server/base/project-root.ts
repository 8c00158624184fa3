import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with package.json, whether the code runs from its source or from its bundle in dist/. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

/** Absolute path of a built program or worker. Workers always run from dist/, in tests too (test/build-once.ts). */
export const builtFile = (name: string): string => join(projectRoot, 'dist', `${name}.js`)

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('package.json was not found above the running code.')
  return findRoot(parent)
}
