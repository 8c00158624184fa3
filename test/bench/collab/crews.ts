import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Seat } from '../../load/collab-crew.ts'
import type { Job, Report } from './crew-process.ts'

const program = fileURLToPath(new URL('./crew-process.ts', import.meta.url))

interface Crews {
  /** For those with an editor here; the others have as many of their own. */
  readonly processes: number
  /** Runs when everybody sits and nobody types yet. */
  seated(): Promise<void>
  /** Runs when everybody has typed. */
  typed(): Promise<void>
}

/** Lets the seats of one job type at once, in so many processes. */
export async function runCrews(job: Job, { processes, seated, typed }: Crews): Promise<Report[]> {
  const near = job.seats.filter(({ isDistant }) => !isDistant)
  const distant = job.seats.filter(({ isDistant }) => isDistant)
  const crews = [near, distant].flatMap((seats) => shares(seats, processes)).map((seats) => startCrew(job, seats))
  await Promise.all(crews.map((crew) => crew.seated))
  await seated()
  for (const crew of crews) crew.goOn()
  await Promise.all(crews.map((crew) => crew.typed))
  await typed()
  for (const crew of crews) crew.goOn()
  return Promise.all(crews.map((crew) => crew.report))
}

function shares(seats: readonly Seat[], processes: number): (readonly Seat[])[] {
  const share = Math.ceil(seats.length / processes)
  const all = Array.from({ length: processes }, (_, index) => seats.slice(index * share, (index + 1) * share))
  return all.filter((some) => some.length > 0)
}

function startCrew(job: Job, seats: readonly Seat[]) {
  const child = fork(program)
  const [seated, typed, report] = [promised<void>(), promised<void>(), promised<Report>()]
  child.on('message', (message: 'seated' | 'typed' | Report) => {
    if (message === 'seated') seated.resolve()
    else if (message === 'typed') typed.resolve()
    else report.resolve(message)
  })
  child.once('disconnect', () => {
    const broken = new Error('A crew ended early.')
    for (const { reject } of [seated, typed, report]) reject(broken)
  })
  for (const { promise } of [seated, typed, report]) promise.catch(() => undefined) // awaited above
  child.send({ ...job, seats } satisfies Job)
  return { seated: seated.promise, typed: typed.promise, report: report.promise, goOn: () => child.send('go on') }
}

interface Promised<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: Error): void
}

function promised<T>(): Promised<T> {
  let [resolve, reject]: [Promised<T>['resolve'], Promised<T>['reject']] = [() => {}, () => {}]
  const promise = new Promise<T>((done, failed) => {
    resolve = done
    reject = failed
  })
  return { promise, resolve, reject }
}
