import type { Field, Value, Values } from '../fields/fields.ts'
import { asRows, walkSchema } from '../fields/walk.ts'

/** What the house reads of a paper beside its template: who deliberates on it when, whether in public, and which of its
 *  attachments are. Every template of a paper has these fields, whoever made it; they may hold more. */
const neededFields: Readonly<Record<string, { readonly type: Field['type']; readonly is: string }>> = {
  beratungsfolge: { type: 'rows', is: 'die Liste der Gremien' },
  'beratungsfolge[].gremium': { type: 'text', is: 'wer berät' },
  'beratungsfolge[].datum': { type: 'date', is: 'der Tag der Sitzung' },
  'beratungsfolge[].status': {
    type: 'choice',
    is: 'ob öffentlich beraten wird, „oeffentlich“ oder „nichtoeffentlich“',
  },
  anlagen: { type: 'rows', is: 'die Liste der Anlagen' },
  'anlagen[].titel': { type: 'text', is: 'wie die Anlage heißt' },
  'anlagen[].oeffentlich': { type: 'boolean', is: 'ob sie öffentlich ist' },
}

const publicStatus = 'oeffentlich'
const statuses = [publicStatus, 'nichtoeffentlich']

/** What the fields of a paper's template lack, each with the path of its field. */
export function missingPaperFields(fields: readonly Field[]): { readonly path: string; readonly message: string }[] {
  const byPath = new Map([...walkSchema(fields)].map(({ path, field }) => [path, field]))
  return Object.entries(neededFields).flatMap(([path, { type, is }]) => {
    const field = byPath.get(path)
    const wrong = field?.type !== type || (field.type === 'choice' && !hasStatuses(field)) || !isDemanded(path, field)
    const must = path.endsWith('.status') ? ' und Pflichtfeld ("required": true)' : ''
    return wrong ? [{ path, message: `in Sitzungsvorlagen wird hier „${type}“${must} erwartet: ${is}` }] : []
  })
}

const hasStatuses = ({ choices }: Extract<Field, { type: 'choice' }>): boolean =>
  choices.length === statuses.length && statuses.every((status) => choices.some(({ value }) => value === status))

/** Without the status nobody can know whether the paper may be published. */
const isDemanded = (path: string, field: Field): boolean => !path.endsWith('.status') || field.required === true

/** What stands in a paper instead of the title of an attachment that is not public. */
const neutral = 'Anlage'

const isClosed = (attachment: Values): boolean => attachment.oeffentlich !== true && isTitle(attachment.titel)
const isTitle = (title: Value | undefined): title is string => typeof title === 'string' && title !== ''

/** A paper's own list as any template gets it: that there is an attachment, its place and that it is not public are for
 *  everybody, its title is not, for the sealed paper goes to the public (decision 0011). */
export function withNeutralTitles(values: Values): Values {
  const listed = asRows(values.anlagen)
  if (!listed.some(isClosed)) return values
  return { ...values, anlagen: listed.map((each) => (isClosed(each) ? { ...each, titel: neutral } : each)) }
}

/** The titles that the paper does not name, each with its place in the list. */
export const closedTitles = (values: Values): string[] =>
  asRows(values.anlagen).flatMap((each, index) => (isClosed(each) ? [`${index + 1}. ${each.titel}`] : []))

/** Whether a committee deliberates behind closed doors: then the whole paper carries the mark and is not published. So it is
 *  with a paper that does not say. */
export function isClosedPaper(values: Values): boolean {
  const stations = asRows(values.beratungsfolge)
  return stations.length === 0 || stations.some(({ status }) => status !== publicStatus)
}
