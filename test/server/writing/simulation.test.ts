import { expect, test } from 'vitest'
import { run, scriptOf, shortened } from './simulation.ts'

const runs = Number(process.env.SIM_RUNS ?? 1000)

test(`in ${runs} runs nothing that anybody typed is lost or doubled, and all texts are the same`, {
  timeout: 3_600_000,
}, () => {
  for (let seed = 1; seed <= runs; seed++) {
    const script = scriptOf(seed)
    if (run(script) === null) continue
    const least = shortened(script)
    expect.fail(`seed ${seed}: ${run(least)}\n${JSON.stringify(least)}`)
  }
})
