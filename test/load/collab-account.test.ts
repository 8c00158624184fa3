import { EditorState } from 'prosemirror-state'
import { expect, test } from 'vitest'
import { countedLetters, enterOwn, judge, lettersOf, openAccount } from './collab-account.ts'
import { docOfHtml } from './collab-text.ts'

const [a = '', b = '', c = ''] = countedLetters

/** What somebody types one after another into an empty text, and erases from its end. */
function accountOf(letters: string, { erased = 0 } = {}) {
  const account = openAccount()
  let state = EditorState.create({ doc: docOfHtml('<p>Text</p>') })
  for (const letter of letters) {
    const tr = state.tr.insertText(letter, state.doc.content.size - 1)
    enterOwn(account, tr, letters)
    state = state.apply(tr)
  }
  const end = state.doc.content.size - 1
  if (erased > 0) enterOwn(account, state.tr.delete(end - erased, end), letters)
  return account
}

test('a letter is not lost that stands in the text, was erased, or is offered as unplaced', () => {
  const verdict = judge(accountOf(a + b + c, { erased: 1 }), `Text ${a}`, `<p>${b}</p>`)
  expect(verdict).toEqual({ typed: 3, inText: 1, unplaced: 1, erased: 1, lost: 0, twice: 0, offeredTwice: 0 })
})

test('a letter that stands nowhere is lost, also where the same letter was typed once more', () => {
  expect(judge(accountOf(a + b), `Text ${a}`, '').lost).toBe(1)
  expect(judge(accountOf(a + a), `Text ${a}`, '').lost).toBe(1)
})

test('a letter that stands there more often than it was typed is found, and one that is offered though it stands there', () => {
  expect(judge(accountOf(a), `Text ${a}${a}`, '').twice).toBe(1)
  expect(judge(accountOf(a), `Text ${a}`, `<p>${a}</p>`).offeredTwice).toBe(1)
})

test('a letter that another brings back may stand there once more, and is not missed where it does not', () => {
  const account = accountOf(a)
  enterOwn(account, EditorState.create({ doc: docOfHtml('') }).tr.insertText(a), b)
  expect(judge(account, `Text ${a}${a}`, '')).toMatchObject({ lost: 0, twice: 0 })
  expect(judge(account, `Text ${a}`, '')).toMatchObject({ lost: 0, twice: 0 })
})

test('everybody in a text has letters of her own', () => {
  const letters = [0, 1, 2].flatMap((number) => [...lettersOf(number, 3)])
  expect(new Set(letters).size).toBe(letters.length)
})
