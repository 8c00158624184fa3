import type { Problem } from '../../server/base/result.ts'
import { ErrorSummary } from '../layout/error-summary.tsx'

/** Above a form that was refused: what did not happen, and why. */
export const Refusal = ({ title, problem }: { title: string; problem: Problem | null }) =>
  problem && (
    <ErrorSummary
      message={title}
      fields={problem.fields.length > 0 ? problem.fields : [{ path: '', message: problem.message }]}
    />
  )

export const errorAt = (problem: Problem | null, path: string): string | undefined =>
  problem?.fields.find((field) => field.path === path)?.message
