import { expect, test } from 'vitest'
import { type ApprovalRequest, isResponsible, refuseDecision } from '../../../server/approval/approval.ts'
import type { Actor, Role } from '../../../server/auth/auth.ts'

const request: ApprovalRequest = {
  id: 'request',
  subject: 'document',
  number: 1,
  unitId: 'here',
  contentHash: 'a'.repeat(64),
  revision: 1,
  authorId: 'author',
  authorName: 'Jutta Ahlers',
  lastEditorId: 'editor',
  lastEditorName: 'Malte Deppe',
  writers: ['writer', 'editor'],
  requestedBy: 'author',
  requestedByName: 'Jutta Ahlers',
  requestedAt: '2026-11-23T08:00:00.000Z',
  compared: null,
  forwardedTo: ['helper'],
  decision: null,
  end: null,
}

test.each([
  ['another', undefined, null],
  ['author', undefined, 'forbidden'],
  ['editor', undefined, 'forbidden'],
  ['another', 'author', 'forbidden'],
  ['another', 'editor', 'forbidden'],
  ['author', 'another', 'forbidden'],
  ['another', 'third', null],
  ['writer', undefined, 'forbidden'],
  ['another', 'writer', 'forbidden'],
])('four eyes: %s, deciding for %s', (userId, onBehalfOf, problem) => {
  const by = onBehalfOf === undefined ? { userId } : { userId, onBehalfOf }
  expect(refuseDecision(by, request)?.problem ?? null).toBe(problem)
})

test('what is decided or has ended is not decided again', () => {
  const decision = {
    outcome: 'approved',
    reason: null,
    contentHash: request.contentHash,
    userId: 'leader',
    userName: 'Dr. Sabine Kortmann',
    onBehalfOf: null,
    decidedAt: '2026-11-23T09:00:00.000Z',
  } as const
  expect(refuseDecision({ userId: 'another' }, { ...request, decision })?.message).toContain('Dr. Sabine Kortmann')
  const end = { kind: 'recalled', userId: 'author', at: '2026-11-23T09:00:00.000Z', reason: null } as const
  expect(refuseDecision({ userId: 'another' }, { ...request, end })).toMatchObject({ problem: 'conflict' })
})

test.each<[string, string, Role, boolean]>([
  ['leader', 'here', 'leitung', true],
  ['leader', 'elsewhere', 'leitung', false],
  ['helper', 'elsewhere', 'leitung', true],
  ['helper', 'elsewhere', 'lotsin', false],
  ['guide', 'here', 'lotsin', false],
  ['chief', 'here', 'administration', false],
])(
  'a request lies with the Leitung of its unit and whom it was forwarded to: %s, %s, %s',
  (userId, unitId, role, lies) => {
    const actor: Actor = { ref: { userId }, userId, name: '', salutation: '', unitId, unitName: '', roles: [role] }
    expect(isResponsible(actor, request)).toBe(lies)
  },
)
