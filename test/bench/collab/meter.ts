import { readFile } from 'node:fs/promises'

/** What a process used while it was watched. */
export interface Used {
  /** As user and as system, while people typed. */
  readonly cpuSeconds: number
  /** Before anybody came. */
  readonly rssMbAtFirst: number
  /** The most that was seen, twice a second. */
  readonly rssMbAtMost: number
}

export interface Meter {
  /** From here on time counts. */
  begin(): Promise<void>
  end(): Promise<void>
  close(): Promise<Used>
}

/** The kernel counts in hundredths of a second (`getconf CLK_TCK`), whatever its own tick. */
const ticksPerSecond = 100

/** Watches another process of this machine; Linux only. */
export async function openMeter(pid: number): Promise<Meter> {
  const rssMbAtFirst = await rssMbOf(pid)
  let rssMbAtMost = rssMbAtFirst
  let [began, ended] = [0, 0]
  const timer = setInterval(async () => {
    rssMbAtMost = Math.max(rssMbAtMost, await rssMbOf(pid).catch(() => 0))
  }, 500)
  return {
    async begin() {
      began = await cpuSecondsOf(pid)
    },
    async end() {
      ended = await cpuSecondsOf(pid)
    },
    async close() {
      clearInterval(timer)
      rssMbAtMost = Math.max(rssMbAtMost, await rssMbOf(pid))
      return { cpuSeconds: ended - began, rssMbAtFirst, rssMbAtMost }
    },
  }
}

async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // Behind the name, which may hold spaces: fields 14 and 15 of proc(5) are its time as user and as system.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

async function rssMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024
}
