import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { inject } from 'vitest'
import { builtFile, projectRoot } from '../../server/base/project-root.ts'

/** The built product in a process of its own, with the demo's world as it was before the first test. */
export interface Product {
  readonly url: string
  /** For tests that look at the database, the keys or the log of logins. */
  readonly folder: string
  passwordOf(login: string): Promise<string>
  /** Ends the process as an update does and starts it again, at the same address. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startProduct(settings: Readonly<Record<string, string>> = {}): Promise<Product> {
  const product = await runProduct(settings, inject('demoWorld'))
  return {
    ...product,
    async passwordOf(login) {
      const lines = (await readFile(join(product.folder, 'demo-logins.txt'), 'utf8')).split('\n')
      const line = lines.find((text) => text.startsWith(`${login}\t`))
      return line?.split('\t')[1] ?? ''
    },
    async stop() {
      await product.stop()
      await rm(product.folder, { recursive: true, force: true })
    },
  }
}

/** Runs the product in a new folder, empty or with a copy of a world. Stopping it leaves the folder. */
export async function runProduct(settings: Readonly<Record<string, string>> = {}, world?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'product-'))
  if (world) await cp(world, folder, { recursive: true })
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: `file:${join(folder, 'vw.db')}`,
    PORT: '0',
    LOG_LEVEL: 'warn',
    ...settings,
  }
  let program = start(environment)
  const url = await addressOf(program)
  const stop = async () => {
    const ended = once(program, 'exit')
    program.kill('SIGTERM')
    await ended
  }
  return {
    url,
    folder,
    stop,
    async restart() {
      await stop()
      program = start({ ...environment, PORT: new URL(url).port })
      await addressOf(program)
    },
  }
}

const start = (environment: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, [builtFile('main')], {
    cwd: projectRoot,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })

async function addressOf(program: ChildProcess): Promise<string> {
  if (!program.stdout) throw new Error('The product has no standard output.')
  for await (const line of createInterface({ input: program.stdout })) {
    const url = /^Vorlagenwerk läuft: (http\S+)$/.exec(line)?.[1]
    if (url) return url
  }
  throw new Error(`The product ended before it was ready (${program.signalCode ?? program.exitCode}).`)
}
