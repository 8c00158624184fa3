/** Does something again and again until it is stopped, never twice at once. */
export interface Repeating {
  /** Resolves when what is being done is done. */
  stop(): Promise<void>
}

export function repeat(pauseMs: number, work: () => Promise<unknown>, onError: (error: unknown) => void): Repeating {
  let running: Promise<unknown> | null = null
  const timer = setInterval(() => {
    running ??= work()
      .catch(onError)
      .finally(() => {
        running = null
      })
  }, pauseMs)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
