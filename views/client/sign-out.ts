// Signing out takes what a person typed off the device. What is not stored yet is named before, and lost only when she says
// so.
import { element } from './element.ts'
import { type Unsent, unsentOf, wipe } from './live/device-drafts.ts'

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || form.dataset.signsOut === undefined) return
  event.preventDefault()
  void signOut(form, form.dataset.signsOut)
})

async function signOut(form: HTMLFormElement, userId: string): Promise<void> {
  const unsent = await unsentLater(userId)
  const mayGo = isNothing(unsent) || (await confirmLoss(unsent))
  if (!mayGo) return
  await wipe(userId).catch(() => undefined)
  form.submit()
}

const isNothing = ({ documents, unreadable }: Unsent): boolean => documents.length === 0 && unreadable === 0

const patienceMs = 1500

/** What was typed a moment ago is on its way. */
async function unsentLater(userId: string): Promise<Unsent> {
  for (const begun = performance.now(); ; ) {
    const unsent = await unsentOf(userId)
    const isOver = performance.now() - begun > patienceMs || !navigator.onLine
    if (isNothing(unsent) || isOver) return unsent
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function confirmLoss({ documents, unreadable }: Unsent): Promise<boolean> {
  const cancel = button('secondary', 'Abbrechen', 'cancel')
  const goOn = button('primary', 'Trotzdem abmelden und verwerfen', 'lose')
  const lines = documents.map(({ title, inputs }) => `${title}: ${inputs === 1 ? '1 Eingabe' : `${inputs} Eingaben`}`)
  if (unreadable > 0) lines.push(`${unreadable === 1 ? '1 Eingabe' : `${unreadable} Eingaben`}, nicht lesbar`)
  const body = element(
    'section',
    { class: 'kern-dialog__body vw-stack' },
    element('p', {}, 'Diese Eingaben sind noch nicht gespeichert, sie stehen nur auf diesem Gerät:'),
    element('ul', {}, ...lines.map((line) => element('li', {}, line))),
    element('p', {}, 'Wenn Sie sich abmelden, sind sie verloren.'),
  )
  const foot = element('footer', { class: 'kern-dialog__footer' }, cancel, goOn)
  const title = element('h2', { class: 'kern-title', id: 'abmelden-titel' }, 'Noch nicht gespeichert')
  const head = element('header', { class: 'kern-dialog__header' }, title)
  const form = element('form', { method: 'dialog' }, body, foot)
  const dialog = element('dialog', { class: 'kern-dialog', 'aria-labelledby': 'abmelden-titel' }, head, form)
  document.body.append(dialog)
  dialog.showModal()
  cancel.focus()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'lose')
    })
  })
}

function button(kind: string, label: string, value: string): HTMLButtonElement {
  const attributes = { class: `kern-btn kern-btn--${kind}`, type: 'submit', value }
  return element('button', attributes, element('span', { class: 'kern-label' }, label))
}
