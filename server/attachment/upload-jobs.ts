import type { JobHandlers } from '../base/jobs.ts'
import { expireJob, expireUpload } from './upload-actions.ts'

/** For the job loop. */
export const uploadJobs: JobHandlers = {
  [expireJob]: (db, { subject }) => expireUpload(db, subject),
}
