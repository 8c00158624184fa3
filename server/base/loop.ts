export interface Loop {
  /** Begins no further look and waits for the running one. */
  stop(): Promise<void>
}

export interface LoopOptions {
  readonly intervalMs: number
  /** Looks when its time has come, whoever wakes the others: for a look that is no small one. */
  readonly isSlow?: true
  /** Told when a look itself fails, for want of the database. It goes on after the interval. */
  readonly onError?: ((error: unknown) => void) | undefined
}

const wakers = new Set<() => void>()

/** Lets every loop of this process look at once: there is new work. Called inside the transaction that makes the work,
 *  because whoever wakes now claims in the queue behind it. */
export function wakeLoops(): void {
  for (const wake of wakers) wake()
}

/** Looks for work again and again: at once when somebody woke it, else after `intervalMs`. */
export function startLoop(look: (isStopped: () => boolean) => Promise<unknown>, options: LoopOptions): Loop {
  let isStopped = false
  let isWanted = true
  let interrupt = () => {}
  const wake = () => {
    isWanted = true
    interrupt()
  }
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, isWanted || isStopped ? 0 : options.intervalMs)
      interrupt = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const loop = async () => {
    while (!isStopped) {
      isWanted = false
      try {
        await look(() => isStopped)
      } catch (error) {
        options.onError?.(error)
      }
      await pause()
    }
  }
  if (!options.isSlow) wakers.add(wake)
  const ended = loop()
  return {
    async stop() {
      isStopped = true
      wakers.delete(wake)
      interrupt()
      await ended
    },
  }
}
