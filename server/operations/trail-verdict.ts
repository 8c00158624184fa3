import { type ChainCheck, type ChainVerdict, verifyChain } from '../audit/verify-chain.ts'
import type { Reader } from '../base/database.ts'
import { type LogsVerdict, verifyLogs } from '../writing/verify-logs.ts'

/** What the trail is worth, and the logs of writing beside it. */
export type TrailVerdict = ChainVerdict & { readonly logs: LogsVerdict }

export const verifyTrail = async (reader: Reader, check: ChainCheck = {}): Promise<TrailVerdict> => ({
  ...(await verifyChain(reader, check)),
  logs: await verifyLogs(reader),
})

export const isUnbroken = (verdict: TrailVerdict): boolean =>
  !('brokenAt' in verdict) && verdict.logs.broken.length === 0
