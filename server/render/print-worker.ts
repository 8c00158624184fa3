import { parentPort } from 'node:worker_threads'
import { printPdf } from './print.ts'
import type { PrintJob } from './render.ts'

/** Sets documents whose template nobody has vouched for yet, away from everything else (print-aside.ts). Whatever goes
 *  wrong ends the worker. */

parentPort?.on('message', (job: PrintJob) => {
  void printPdf(job).then((printed) => parentPort?.postMessage(printed))
})
parentPort?.postMessage('ready')
