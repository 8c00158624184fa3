import type { AgeFigures } from './age.ts'
import type { CaseResult } from './case-table.ts'
import { typedWord } from './cases.ts'
import type { Crowd, CrowdFigures } from './crowd.ts'
import type { HostileFigures } from './hostile.ts'
import { tableOf } from './text-table.ts'

const engineNames = { socket: 'ours, WebSocket', events: 'ours, SSE + POST', yjs: 'Yjs, WebSocket' } as const

function nameOf({ engine, texts, typistsPerText, editors }: Crowd): string {
  const typists = texts * typistsPerText
  const distant = Math.max(0, typists - editors)
  return `${engineNames[engine]}, ${typists} typists${distant > 0 ? `, ${distant} from elsewhere` : ''}`
}

export function crowdTable(title: string, figures: readonly CrowdFigures[]): string {
  const speed = figures.map(({ crowd, keysPerSecond, latency, sentPerKey, receivedPerKey, ...rest }) => [
    nameOf(crowd),
    keysPerSecond,
    latency.p50,
    latency.p95,
    latency.p99,
    sentPerKey,
    receivedPerKey,
    rest.commitsPerSecond ?? '–',
    rest.server.cpuSeconds,
    rest.server.rssMbAtFirst,
    rest.server.rssMbAtMost,
    rest.msPerReceivedKey,
    Math.round(rest.typistsBusyShare * 100),
  ])
  const fates = figures.map(({ crowd, account, diverged, unsettled }) => [
    nameOf(crowd),
    account.typed,
    account.inText,
    account.erased,
    account.unplaced,
    account.lost,
    account.twice,
    account.offeredTwice,
    diverged,
    unsettled,
  ])
  return [
    title,
    tableOf([
      [
        'engine',
        'keys/s',
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'B out/key',
        'B in/key',
        'commits/s',
        'CPU s',
        'MB first',
        'MB most',
        'ms/key there',
        'typists %',
      ],
      ...speed,
    ]),
    tableOf([
      [
        'engine',
        'typed',
        'in text',
        'erased',
        'unplaced',
        'LOST',
        'TWICE',
        'offered twice',
        'texts diverged',
        'unsettled',
      ],
      ...fates,
    ]),
  ].join('\n')
}

export function ageTable({ stretches, server, joinMs, isWhole }: AgeFigures): string {
  const rows = stretches.map(({ from, commitsPerSecond, acknowledged }) => [
    from,
    commitsPerSecond,
    acknowledged.p50,
    acknowledged.p95,
    acknowledged.p99,
  ])
  return [
    'One document with ever more commits, 8 fast writers, a text of 30 pages',
    tableOf([['commits before', 'commits/s', 'acknowledged p50 ms', 'p95 ms', 'p99 ms'], ...rows]),
    `server: ${server.cpuSeconds.toFixed(1)} s CPU, ${Math.round(server.rssMbAtFirst)} → ${Math.round(server.rssMbAtMost)} MB; ` +
      `joining at the end ${joinMs.toFixed(0)} ms; log ${isWhole ? 'whole' : 'BROKEN'}`,
  ].join('\n')
}

export function caseTable(results: readonly CaseResult[]): string {
  const rows = results.map(({ name, engine, inText, unplaced, isDone, equal, outline }) => [
    name,
    engine,
    `${inText}/${typedWord.length}`,
    `${unplaced}/${typedWord.length}`,
    isDone ? 'yes' : 'NO',
    equal ? 'yes' : 'NO',
    outline,
  ])
  return [
    'One types behind „Zweiter“ while the other, at the same time …',
    tableOf([['the other', 'engine', 'in text', 'unplaced', 'done', 'equal', 'what stands in the end'], ...rows]),
  ].join('\n')
}

export function hostileTable({ alone, beset, attacks }: HostileFigures): string {
  const row = (name: string, { latency, account, diverged }: CrowdFigures) => [
    name,
    latency.p50,
    latency.p95,
    latency.p99,
    account.typed,
    account.lost,
    diverged,
  ]
  return [
    '10 typists in one text, alone and while somebody else attacks',
    tableOf([
      ['', 'p50 ms', 'p95 ms', 'p99 ms', 'typed', 'LOST', 'diverged'],
      row('alone', alone),
      row('beset', beset),
    ]),
    tableOf([['attack', 'tried', 'answered'], ...attacks.map(({ name, tried, answers }) => [name, tried, answers])]),
  ].join('\n')
}
