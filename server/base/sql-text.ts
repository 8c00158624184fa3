const token =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\?\d*|[:@$]\w+|\s+|./gs

/** The single statements of an SQL text, without their semicolons. A semicolon inside a string, a quoted name, a comment
 *  or the body of a trigger ends nothing. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = []
  let text = ''
  let words: string[] = []
  let depth = 0
  for (const [part] of sql.matchAll(token)) {
    if (part === ';' && depth === 0) {
      if (words.length > 0) statements.push(text.trim())
      text = ''
      words = []
      continue
    }
    text += part
    if (isBlank(part)) continue
    words.push(part.toLowerCase())
    if (isTrigger(words)) depth += nesting(part)
  }
  if (words.length > 0) statements.push(text.trim())
  return statements
}

/** How many values a statement asks for. Throws on named and numbered parameters: the product uses only a bare `?`. */
export function countParameters(sql: string): number {
  const parameters = words(sql).filter((part) => /^(?:\?|[:@$]\w)/.test(part))
  const named = parameters.find((parameter) => parameter !== '?')
  if (named) throw new Error(`Write a bare ? for the parameter ${named}: ${sql}`)
  return parameters.length
}

/** The table, in lower case, that one statement writes; null when it only reads. Throws on every statement that is
 *  neither a query nor INSERT, REPLACE, UPDATE or DELETE, and on a table of another schema. Triggers and cascades are
 *  the schema's business: see restrictTo. */
export function writtenTable(sql: string): string | null {
  const parts = words(sql)
  const start = parts[0]?.toLowerCase() === 'with' ? mainVerb(parts) : 0
  const verb = parts[start]?.toLowerCase() ?? ''
  if (verb === 'select' || verb === 'values') return null
  const intro = parts[start + 1]?.toLowerCase() === 'or' ? start + 3 : start + 1
  const word = parts[intro]?.toLowerCase()
  if (verb === 'update') return tableName(parts, intro, sql)
  if ((verb === 'insert' || verb === 'replace') && word === 'into') return tableName(parts, intro + 1, sql)
  if (verb === 'delete' && word === 'from') return tableName(parts, intro + 1, sql)
  throw new Error(`Neither a query nor a plain write: ${sql}`)
}

/** Where the statement after the common table expressions begins: they all stand in parentheses. */
function mainVerb(parts: readonly string[]): number {
  let depth = 0
  return parts.findIndex((part) => {
    if (part === '(') depth += 1
    if (part === ')') depth -= 1
    return depth === 0 && /^(?:select|values|insert|replace|update|delete)$/i.test(part)
  })
}

function tableName(parts: readonly string[], at: number, sql: string): string {
  const name = unquoted(parts[at] ?? '')
  if (parts[at + 1] !== '.') return name
  if (name !== 'main') throw new Error(`Only the main schema is written: ${sql}`)
  return unquoted(parts[at + 2] ?? '')
}

function unquoted(name: string): string {
  const bare = /^["`'[]/.test(name) ? name.slice(1, -1).replace(/(["`'])\1/g, '$1') : name
  return bare.toLowerCase()
}

const words = (sql: string): string[] => [...sql.matchAll(token)].map(([part]) => part).filter((part) => !isBlank(part))

const isBlank = (part: string): boolean => /^(?:\s|--|\/\*)/.test(part)

const isTrigger = ([first, second, third]: readonly string[]): boolean =>
  first === 'create' && (second === 'trigger' || (third === 'trigger' && /^temp(orary)?$/.test(second ?? '')))

const nesting = (part: string): number => (/^(?:begin|case)$/i.test(part) ? 1 : /^end$/i.test(part) ? -1 : 0)
