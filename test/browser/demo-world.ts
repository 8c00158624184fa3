import { rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { runProduct } from './product.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the demo's world: database, keys and logins. */
    demoWorld: string
  }
}

/** Ten weeks of the demo take the product longer to live through than most tests do: it lives through them once, and every
 *  file of tests begins with a copy. */
export async function setup(project: TestProject) {
  const { folder, stop } = await runProduct()
  await stop()
  project.provide('demoWorld', folder)
  return () => rm(folder, { recursive: true, force: true })
}
