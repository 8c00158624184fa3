import { Worker } from 'node:worker_threads'

export interface PoolOptions {
  readonly file: string
  readonly size: number
  /** A run that takes longer is ended together with its worker. */
  readonly milliseconds: number
}

/** `answered`: what the worker said; `late`: it was ended; `failed`: it broke down, mostly for want of memory. */
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: unknown }
  | { readonly kind: 'late' }
  | { readonly kind: 'failed' }

export interface WorkerPool {
  run(job: unknown): Promise<Outcome>
  close(): Promise<void>
}

/** Warm workers that wait for jobs, each doing one at a time. They start with the first job, are replaced after they were
 *  ended, and never keep the program alive while they wait. */
export function createWorkerPool(options: PoolOptions): WorkerPool {
  const seats = Array.from({ length: options.size }, () => createSeat(options))
  return {
    run(job) {
      const seat = seats.reduce((least, each) => (each.waiting() < least.waiting() ? each : least))
      return seat.run(job)
    },
    close: async () => {
      await Promise.all(seats.map((seat) => seat.close()))
    },
  }
}

interface Seat {
  waiting(): number
  run(job: unknown): Promise<Outcome>
  close(): Promise<void>
}

function createSeat({ file, milliseconds }: PoolOptions): Seat {
  let worker: Promise<Worker> | undefined
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return {
    waiting: () => waiting,
    run(job) {
      waiting++
      const outcome = last.then(() => runNow(job)).finally(() => waiting--)
      last = outcome.catch(() => undefined)
      return outcome
    },
    close: async () => {
      await last
      const running = worker
      worker = undefined
      await (await running)?.terminate()
    },
  }

  async function runNow(job: unknown): Promise<Outcome> {
    worker ??= startWorker(file)
    const running = await worker.catch((error: unknown) => {
      worker = undefined
      throw error
    })
    running.ref()
    const outcome = await askWorker(running, job, milliseconds)
    running.unref()
    if (outcome.kind === 'answered') return outcome
    worker = undefined
    await running.terminate()
    return outcome
  }
}

/** So long a start may take on a busy machine; it is no fault of a job. */
const startMilliseconds = 30_000

function startWorker(file: string): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }
    const worker = new Worker(file, { env: {}, execArgv: [], resourceLimits })
    const timer = setTimeout(() => {
      void worker.terminate()
      reject(new Error(`${file} did not start in time.`))
    }, startMilliseconds)
    worker.once('error', reject)
    worker.once('message', () => {
      clearTimeout(timer)
      worker.off('error', reject)
      // Between jobs nobody listens; without a listener an error would end the program.
      worker.on('error', () => undefined)
      resolve(worker)
    })
  })
}

function askWorker(worker: Worker, job: unknown, milliseconds: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const finish = (outcome: Outcome) => {
      clearTimeout(timer)
      worker.off('message', answer)
      worker.off('error', fail)
      worker.off('exit', fail)
      resolve(outcome)
    }
    const answer = (message: unknown) => finish({ kind: 'answered', answer: message })
    const fail = () => finish({ kind: 'failed' })
    const timer = setTimeout(() => finish({ kind: 'late' }), milliseconds)
    worker.once('message', answer)
    worker.once('error', fail)
    worker.once('exit', fail)
    worker.postMessage(job)
  })
}
