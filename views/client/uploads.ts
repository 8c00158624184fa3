import { type UploadStand, uploadFile } from './upload.ts'

// The form for attachments sends each file by itself, with a bar that says how far it is, and goes on after a broken
// connection. Without this script it is a plain form with files.

const formOf = (target: EventTarget | null): HTMLFormElement | null =>
  target instanceof Element ? target.closest<HTMLFormElement>('form[data-uploads]') : null

document.addEventListener('submit', (event) => {
  const form = formOf(event.target)
  const input = form?.querySelector<HTMLInputElement>('input[type="file"]')
  const files = [...(input?.files ?? [])]
  if (!form || !input || files.length === 0) return
  event.preventDefault()
  const target = {
    address: form.dataset.uploads ?? '',
    isPublic: form.querySelector<HTMLInputElement>('input[name="public"]:checked')?.value === 'yes',
    voidApproval: form.querySelector<HTMLInputElement>('input[name="voidApproval"]')?.checked === true,
  }
  input.value = ''
  input.dispatchEvent(new Event('change', { bubbles: true }))
  void uploadAll(form, files, target)
})

// A file may be dropped anywhere on the form, not only on its input.
document.addEventListener('dragover', (event) => {
  const form = formOf(event.target)
  if (!form || !event.dataTransfer?.types.includes('Files')) return
  event.preventDefault()
  form.classList.add('vw-uploads--over')
})
document.addEventListener('dragleave', ({ target, relatedTarget }) => {
  const form = formOf(target)
  if (form && formOf(relatedTarget) !== form) form.classList.remove('vw-uploads--over')
})
document.addEventListener('drop', (event) => {
  const form = formOf(event.target)
  const files = event.dataTransfer?.files
  const input = form?.querySelector<HTMLInputElement>('input[type="file"]')
  if (!form || !input || !files || files.length === 0) return
  event.preventDefault()
  form.classList.remove('vw-uploads--over')
  input.files = files
  input.dispatchEvent(new Event('change', { bubbles: true }))
  input.focus()
})

/** Leaving the page would end what is under way. */
let underWay = 0
window.addEventListener('beforeunload', (event) => {
  if (underWay > 0) event.preventDefault()
})

async function uploadAll(
  form: HTMLFormElement,
  files: readonly File[],
  target: Parameters<typeof uploadFile>[1],
): Promise<void> {
  const list = form.querySelector<HTMLElement>('[data-upload-list]')
  if (!list) return
  list.hidden = false
  const rows = files.map((file) => rowFor(list, file))
  const limit = Number(form.dataset.limit)
  underWay += 1
  let kept = 0
  for (const row of rows) {
    if (row.file.size > limit) {
      row.end(`Die Datei ist größer als ${form.dataset.limitWords}. Verkleinern Sie sie oder teilen Sie sie auf.`)
      continue
    }
    const end = await uploadFile(row.file, target, { onStand: row.show, signal: row.signal })
    if (end.ok) kept += 1
    if (end.ok && form.dataset.uploadsAs) form.append(hiddenField(form.dataset.uploadsAs, end.attachment))
    row.end(end.ok ? null : end.message)
  }
  underWay -= 1
  // A form that the files are only part of goes on, once all of them are there.
  if (form.dataset.uploadsAs && underWay === 0) return kept === rows.length ? form.submit() : undefined
  if (kept > 0) renew(list)
  speak(kept === 1 ? 'Eine Datei ist hochgeladen.' : `${kept} Dateien sind hochgeladen.`)
}

function hiddenField(name: string, value: string): HTMLInputElement {
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = name
  field.value = value
  return field
}

/** The list shows what came in. Rows that tell why a file did not are carried over. */
function renew(list: HTMLElement): void {
  const panel = document.getElementById('anlagen')
  if (!panel || underWay > 0) return
  const told = [...list.querySelectorAll('li[data-failed]')]
  const carry = () => {
    const next = document.querySelector<HTMLElement>('#anlagen [data-upload-list]')
    if (!next || next === list) return
    document.removeEventListener('htmx-after-swap', carry)
    next.append(...told)
    next.hidden = told.length === 0
    document.querySelector<HTMLElement>('#anlagen input[type="file"]')?.focus()
  }
  document.addEventListener('htmx-after-swap', carry)
  panel.dispatchEvent(new Event('anlagen-neu'))
}

interface Row {
  readonly file: File
  readonly signal: AbortSignal
  show(stand: UploadStand): void
  /** Null when it came in. */
  end(message: string | null): void
}

function rowFor(list: HTMLElement, file: File): Row {
  const stop = new AbortController()
  const row = document.createElement('li')
  const words = document.createElement('div')
  const bar = document.createElement('progress')
  const holder = document.createElement('div')
  holder.className = 'kern-progress'
  bar.max = Math.max(file.size, 1)
  bar.value = 0
  bar.setAttribute('aria-label', file.name)
  const cancel = document.createElement('button')
  cancel.type = 'button'
  cancel.className = 'kern-btn kern-btn--tertiary kern-btn--x-small'
  cancel.setAttribute('aria-label', `Abbrechen: ${file.name}`)
  const label = document.createElement('span')
  label.className = 'kern-label'
  label.textContent = 'Abbrechen'
  cancel.append(label)
  cancel.addEventListener('click', () => stop.abort())
  holder.append(bar)
  const left = document.createElement('div')
  left.append(words, holder)
  row.append(left, cancel)
  list.append(row)
  words.textContent = `${file.name}: wartet`
  return {
    file,
    signal: stop.signal,
    show(stand) {
      bar.value = stand.sent
      const far = `${file.name}: ${sizeOf(stand.sent)} von ${sizeOf(file.size)}`
      words.textContent = stand.kind === 'sending' ? far : `${far}. ${stand.why}`
      if (stand.kind === 'waiting') speak(`${file.name}: ${stand.why}`)
    },
    end(message) {
      cancel.remove()
      holder.remove()
      words.textContent = message === null ? `${file.name}: hochgeladen` : withName(file.name, message)
      row.toggleAttribute('data-failed', message !== null)
      if (message !== null) words.className = 'vw-uploads__failed'
    },
  }
}

/** Sentences of the server name the file themselves. */
const withName = (name: string, message: string): string =>
  message.startsWith('„') ? message : `„${name}“: ${message}`

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000
    ? `${Math.round(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toLocaleString('de-DE', { maximumFractionDigits: 1 })} MB`

let lastSpoken = ''
function speak(sentence: string): void {
  const spoken = document.getElementById('meldungen')
  if (!spoken || sentence === lastSpoken) return
  lastSpoken = sentence
  spoken.textContent = sentence
}
