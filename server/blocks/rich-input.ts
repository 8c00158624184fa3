/** What somebody without an editor typed into a rich field. Without any tag it becomes paragraphs: an empty line parts
 *  them, a line end breaks the line. Anything else is read as HTML of the subset. */
export function richInput(typed: string): string {
  if (/<[a-z/!]/i.test(typed)) return typed
  const paragraphs = typed.split(/\n[ \t]*\n/).map((text) => text.trim())
  return paragraphs
    .filter((text) => text !== '')
    .map((text) => `<p>${escaped(text).replaceAll('\n', '<br>')}</p>`)
    .join('')
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
