import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { maxScanBytes } from './document/scan-file.ts'
import { answerTooLarge } from './errors.tsx'
import { maxFileBytes } from './pdf/reader-limits.ts'
import { maxFileBytes as maxTemplateFileBytes } from './template/template-draft.ts'
import { answerTooLargeFile } from './verification/verification-routes.tsx'

const largestFormBytes = 2 * 2 ** 20
/** What multipart/form-data adds around a file. */
const wrappingBytes = 64 * 1024

const forms = bodyLimit({ maxSize: largestFormBytes, onError: answerTooLarge })
// Twice the size of a scan, so that one that is too large is told so at its field.
const scans = bodyLimit({ maxSize: 2 * maxScanBytes, onError: answerTooLarge })
// So large that a file which is too large for a template is told so at its field.
const templates = bodyLimit({ maxSize: 16 * maxTemplateFileBytes, onError: answerTooLarge })
const checks = bodyLimit({ maxSize: maxFileBytes + wrappingBytes, onError: answerTooLargeFile })

/** What a request may carry: a form, or a file where there is one to give. A body that does not say its length would be
 *  gathered in memory before anybody is asked who sends it: it may be no larger than a form. */
export function limitBody({ attachmentBytes }: { readonly attachmentBytes: number }): MiddlewareHandler {
  // Several files in one form, and one that is too large is told so at its field.
  const attachments = bodyLimit({ maxSize: 2 * attachmentBytes, onError: answerTooLarge })
  return (c, next) => limitFor(c, attachments)(c, next)
}

function limitFor(c: Context, attachments: MiddlewareHandler): MiddlewareHandler {
  const saysLength = c.req.header('Content-Length') !== undefined && c.req.header('Transfer-Encoding') === undefined
  const hasFiles = c.req.header('Content-Type')?.startsWith('multipart/form-data') ?? false
  if (!saysLength || !hasFiles) return forms
  if (c.req.path === '/pruefung') return checks
  if (/^\/template-drafts(\/[^/]+\/files)?$/.test(c.req.path)) return templates
  if (/^\/(cases|documents)\/[^/]+\/(attachments|steps\/[^/]+\/completions)$/.test(c.req.path)) return attachments
  return /^\/documents\/[^/]+\/scans$/.test(c.req.path) ? scans : forms
}
