import type { Result } from '../../server/base/result.ts'

/** What an action of the demo gave; the demo never asks for what would be refused. */
export function done<T>(result: Result<T>): T {
  if (result.ok) return result.value
  const fields = result.fields.map(({ path, message }) => `${path}: ${message}`)
  throw new Error(`The demo could not be loaded: ${[result.message, ...fields].join(' ')}`)
}
