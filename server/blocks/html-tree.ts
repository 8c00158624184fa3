import { decode } from 'html-entities'
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'
import { unprintable } from './canonical.ts'
import { type Elements, isInlineElement, tag, voidElements } from './html-elements.ts'
import type { ProblemList } from './source-problems.ts'

export interface Attribute {
  readonly at: number
  readonly value: string
}

export interface ElementNode {
  readonly kind: 'element'
  readonly name: string
  /** Offset of its `<`. */
  readonly at: number
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly children: TreeNode[]
  /** False for what is unknown or never closed: what stands in it says nothing about where it belongs. */
  sound: boolean
}

export interface TextNode {
  readonly kind: 'text'
  readonly text: string
  readonly at: number
}

export type TreeNode = ElementNode | TextNode

/** So deep may blocks lie in blocks, and marks in marks. */
const maxDepth = 12

/** The tree that the source spells out, with nothing mended: browsers close, move and drop what does not fit, here each
 *  of these is a problem. Every character of the source is in the tree or in a problem. */
export function parseTree(source: string, elements: Elements, problems: ProblemList): ElementNode {
  const root: ElementNode = { kind: 'element', name: '', at: 0, attributes: new Map(), children: [], sound: true }
  const open: ElementNode[] = []
  /** Closed for want of their own closing tag; if it comes later, that has been told already. */
  const closedByForce = new Map<string, number>()
  let read = 0
  let textFrom = 0
  let tagFrom = 0
  let tagName = ''
  let attributes = new Map<string, Attribute>()
  let attribute = { name: '', at: 0, from: 0, to: 0 }

  const top = () => open.at(-1) ?? root

  /** Everything before `at` has been told; the tokenizer skips some nonsense in silence. */
  const arriveAt = (at: number) => {
    if (at > read) problems.add(read, strayBracket)
    read = Math.max(read, at)
  }

  const endText = () => {
    if (textFrom === read) return
    const text = decodeEntities(source.slice(textFrom, read), textFrom, problems)
    top().children.push({ kind: 'text', text, at: textFrom })
    textFrom = read
  }

  const endToken = (at: number) => {
    read = at
    textFrom = at
    if (problems.isFull()) tokenizer.pause()
  }

  const openElement = ({ selfClosing }: { selfClosing: boolean }) => {
    const known = elements.get(tagName)
    const node: ElementNode = {
      kind: 'element',
      name: tagName,
      at: tagFrom,
      attributes,
      children: [],
      sound: known !== undefined,
    }
    top().children.push(node)
    if (known) refuseAttributes(node, known, problems)
    else problems.add(tagFrom, `${tag(tagName)} gibt es hier nicht. Erlaubt sind ${allowedNames(elements)}.`)
    if (voidElements.has(tagName) || (selfClosing && !known)) return
    if (selfClosing) {
      problems.add(tagFrom, `„<${tagName}/>“ gibt es nicht. Schreiben Sie „<${tagName}></${tagName}>“.`)
      return
    }
    open.push(node)
    const inline = isInlineElement(tagName)
    if (open.filter((each) => isInlineElement(each.name) === inline).length <= maxDepth) return
    problems.add(
      tagFrom,
      `Hier ist zu tief verschachtelt: mehr als ${maxDepth} Elemente ineinander. Gliedern Sie flacher.`,
    )
    tokenizer.pause()
  }

  const closeElement = (name: string, at: number) => {
    const index = open.findLastIndex((node) => node.name === name)
    if (index < 0) {
      const forced = closedByForce.get(name) ?? 0
      if (forced > 0) closedByForce.set(name, forced - 1)
      else problems.add(at, strayClosingTag(name))
      return
    }
    for (const node of open.splice(index).slice(1)) {
      node.sound = false
      closedByForce.set(node.name, (closedByForce.get(node.name) ?? 0) + 1)
      problems.add(
        node.at,
        `${tag(node.name)} ist noch offen, wenn „</${name}>“ in Zeile ${problems.lineOf(at)} kommt. Schließen Sie es vorher mit „</${node.name}>“.`,
      )
    }
  }

  const refuseDeclaration = (end: number) => {
    endText()
    problems.add(read, declarationRefusal(source.slice(read, read + 9)))
    endToken(Math.min(end + 1, source.length))
  }

  const callbacks: TokenizerCallbacks = {
    ontext(start, end) {
      if (start > read) {
        endText()
        arriveAt(start)
        textFrom = start
      }
      read = end
    },
    onopentagname(start, end) {
      endText()
      arriveAt(start - 1)
      tagFrom = start - 1
      tagName = source.slice(start, end).toLowerCase()
      attributes = new Map()
    },
    onattribname(start, end) {
      attribute = { name: source.slice(start, end).toLowerCase(), at: start, from: end, to: end }
    },
    onattribdata(start, end) {
      attribute = { ...attribute, from: start, to: end }
    },
    onattribend() {
      const { name, at, from, to } = attribute
      if (attributes.has(name)) {
        problems.add(at, `Das Attribut „${name}“ steht hier zweimal. Löschen Sie eines davon.`)
      } else {
        attributes.set(name, { at, value: decodeEntities(source.slice(from, to), from, problems) })
      }
    },
    onopentagend(end) {
      openElement({ selfClosing: false })
      endToken(end + 1)
    },
    onselfclosingtag(end) {
      openElement({ selfClosing: true })
      endToken(end + 1)
    },
    onclosetag(start, end) {
      endText()
      arriveAt(start - 2)
      const bracket = source.indexOf('>', end)
      if (bracket < 0) return
      const name = source.slice(start, end).toLowerCase()
      if (/[^ \t\n\r]/.test(source.slice(end, bracket))) {
        problems.add(start - 2, `In „</${name}>“ darf nach dem Namen nichts stehen. Löschen Sie es.`)
      }
      closeElement(name, start - 2)
      endToken(bracket + 1)
    },
    oncomment: (_start, end) => refuseDeclaration(end),
    oncdata: (_start, end) => refuseDeclaration(end),
    ondeclaration: (_start, end) => refuseDeclaration(end),
    onprocessinginstruction: (_start, end) => refuseDeclaration(end),
    onattribentity() {},
    ontextentity() {},
    onend() {
      endText()
      // A tag that never ends has swallowed the closing tags too: that one problem is enough.
      const unfinished = read < source.length
      arriveAt(source.length)
      for (const node of open) {
        node.sound = false
        if (!unfinished) problems.add(node.at, `${tag(node.name)} wird nicht geschlossen. Es fehlt „</${node.name}>“.`)
      }
    },
  }

  const tokenizer = new Tokenizer({ decodeEntities: false }, callbacks)
  tokenizer.write(source)
  tokenizer.end()
  return root
}

const strayBracket =
  'Dieses „<“ beginnt kein Element oder eines, das nie endet. Schreiben Sie „&lt;“, wenn das Zeichen gemeint ist.'

function strayClosingTag(name: string): string {
  if (name === 'br') return '„</br>“ gibt es nicht. Schreiben Sie „<br>“.'
  return `„</${name.slice(0, 30)}>“ schließt hier nichts. Löschen Sie es oder schreiben Sie vorher ${tag(name)}.`
}

function declarationRefusal(start: string): string {
  if (start.startsWith('<!--')) return 'Kommentare gibt es hier nicht. Löschen Sie alles von „<!--“ bis „-->“.'
  if (/^<!doctype/i.test(start)) return 'Eine Angabe „<!DOCTYPE>“ gibt es hier nicht. Löschen Sie sie.'
  if (/^<!\[cdata\[/i.test(start))
    return 'Abschnitte „<![CDATA[ ]]>“ gibt es hier nicht. Schreiben Sie den Text ohne sie.'
  return `Angaben, die mit „${start.slice(0, 2)}“ beginnen, gibt es hier nicht. Löschen Sie sie oder schreiben Sie „&lt;“.`
}

function refuseAttributes(node: ElementNode, allowed: readonly string[], problems: ProblemList) {
  const only = allowed.length > 0 ? ` Erlaubt ${allowed.length > 1 ? 'sind' : 'ist'} hier ${allowed.join(', ')}.` : ''
  for (const [name, { at }] of node.attributes) {
    if (allowed.includes(name)) continue
    problems.add(at, `Das Attribut „${name.slice(0, 30)}“ gibt es bei ${tag(node.name)} nicht. Löschen Sie es.${only}`)
  }
}

function allowedNames(elements: Elements): string {
  const names = [...elements.keys()].filter((name) => !name.startsWith('vw-'))
  return `${names.slice(0, -1).join(', ')} und ${names.at(-1)}`
}

/** A reference is `&name;` or `&#number;`; every other `&` is itself, as in "R&D". */
function decodeEntities(raw: string, at: number, problems: ProblemList): string {
  return raw.replace(/&(#?[A-Za-z0-9]+);/g, (whole, name: string, index: number) => {
    const decoded = name.startsWith('#') ? numericReference(name) : decode(whole, { level: 'html5', scope: 'strict' })
    if (decoded !== null && decoded !== whole) return decoded
    const shown = whole.length > 30 ? `${whole.slice(0, 30)}…` : whole
    problems.add(
      at + index,
      decoded === null
        ? `„${shown}“ steht für kein druckbares Zeichen. Löschen Sie es.`
        : `Das Zeichen „${shown}“ ist nicht bekannt. Schreiben Sie das Zeichen selbst oder „&amp;“ für ein &.`,
    )
    return ''
  })
}

/** Null for what no text can hold; the browsers' mending of `&#150;` and the like is not imitated. */
function numericReference(name: string): string | null {
  const code = /^#[xX][0-9a-fA-F]+$/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  if (!Number.isInteger(code) || code > 0x10ffff) return null
  const character = String.fromCodePoint(code)
  return unprintable.test(character) ? null : character
}
