// A process of typists, so that the server's memory and time can be told from theirs. Its parent sends one job, says when
// all crews have sat down and when all have typed, and gets one report.
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { type CrewJob, type CrewReport, letCrewType, type OpenTypist } from '../../load/collab-crew.ts'
import { openDistantTypist } from '../../load/collab-distant-typist.ts'
import { randomOf } from '../../load/collab-keys.ts'
import type { Transport } from '../../load/collab-line.ts'
import { openOwnTypist } from '../../load/collab-own-typist.ts'
import { openPeerTypist } from './peer-typist.ts'

export interface Job extends CrewJob {
  readonly engine: Transport | 'yjs'
  readonly url: string
  readonly tellsCaret: boolean
}

export interface Report extends CrewReport {
  /** Of this process; when it is busy nearly all of the time, latency is its own. */
  readonly busyShare: number
}

const say = (message: unknown) => new Promise<void>((said) => process.send?.(message, () => said()))

const openTypistFor =
  ({ engine, url, tellsCaret }: Job): OpenTypist =>
  ({ documentId, cookie, letters, seed, isDistant }, onRemote) => {
    if (engine === 'yjs') return openPeerTypist({ url, room: documentId, letters, onRemote, tellsCaret })
    const seat = { transport: engine, url, cookie, documentId, letters, tellsCaret }
    return isDistant ? openDistantTypist({ ...seat, share: randomOf(seed)() }) : openOwnTypist({ ...seat, onRemote })
  }

process.once('message', async (job: Job) => {
  let before = performance.eventLoopUtilization()
  let busyShare = 0
  const meet = async (moment: 'seated' | 'typed') => {
    if (moment === 'typed') busyShare = performance.eventLoopUtilization(before).utilization
    void say(moment)
    await once(process, 'message')
    before = performance.eventLoopUtilization()
  }
  const report: Report = { ...(await letCrewType(job, openTypistFor(job), meet)), busyShare }
  await say(report)
  process.disconnect()
})
