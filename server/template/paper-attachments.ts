import type { Value, Values } from '../fields/fields.ts'
import { asRows } from '../fields/walk.ts'

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

/** Whether a committee deliberates behind closed doors: then the whole paper carries the mark and is not published. */
export const isClosedPaper = (values: Values): boolean =>
  asRows(values.beratungsfolge).some(({ status }) => status === 'nichtoeffentlich')
