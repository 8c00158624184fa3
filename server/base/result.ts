/** What a person can cause or cure is a value. Exceptions are for what only a developer or operator can cure. */
export type ProblemCode = 'not_found' | 'forbidden' | 'invalid' | 'conflict' | 'stale'

/** One sentence at one place of the input: `path` as in `ziele[0].schritte[2].frist`, empty for the whole. German. */
export interface FieldProblem {
  readonly path: string
  readonly message: string
}

export interface Problem {
  readonly ok: false
  readonly problem: ProblemCode
  /** A German sentence that says what is wrong and what to do. */
  readonly message: string
  readonly fields: readonly FieldProblem[]
}

export interface Ok<T> {
  readonly ok: true
  readonly value: T
}

export type Result<T> = Ok<T> | Problem

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })

export const notFound = (message: string): Problem => problem('not_found', message)
export const forbidden = (message: string): Problem => problem('forbidden', message)
export const conflict = (message: string): Problem => problem('conflict', message)
export const stale = (message: string): Problem => problem('stale', message)
export const invalid = (message: string, fields: readonly FieldProblem[] = []): Problem => ({
  ...problem('invalid', message),
  fields,
})

function problem(code: ProblemCode, message: string): Problem {
  return { ok: false, problem: code, message, fields: [] }
}
