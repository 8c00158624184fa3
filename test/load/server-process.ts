import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { builtFile } from '../../server/base/project-root.ts'

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** Lets it end in peace. */
  stop(): Promise<void>
  /** Ends it where it stands. */
  kill(): Promise<void>
}

/** The server as it is shipped, on a database that has people of its own. */
export async function startServer(file: string): Promise<ServerProcess> {
  const settings = { PATH: process.env.PATH, DATABASE_URL: `file:${file}`, PORT: '0', LOG_LEVEL: 'warn' }
  const program = spawn(process.execPath, [builtFile('main')], { env: settings })
  const ended = once(program, 'close')
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    program.kill(signal)
    await ended
  }
  let said = ''
  program.stderr.on('data', (bytes) => {
    said += bytes
  })
  const url = await new Promise<string>((resolve, reject) => {
    program.stdout.on('data', (bytes) => {
      said += bytes
      const ready = /Vorlagenwerk läuft: (\S+)\n/.exec(said)?.[1]
      if (ready) resolve(ready)
    })
    program.once('close', () => reject(new Error(said)))
  })
  return {
    url,
    pid: program.pid ?? 0,
    stop: async () => {
      await end('SIGTERM')
      if (program.exitCode !== 0) throw new Error(said)
    },
    kill: () => end('SIGKILL'),
  }
}
