// Writing together: fetched by client.js on pages with `data-live`. Until it has the document as it stands now, and where it
// never gets it, the page is a form as it is without script.
import type { ServerMessage } from '../../../server/writing/protocol.ts'
import { onHtmx } from '../htmx-events.ts'
import { openChannel } from './channel.ts'
import { startComments } from './comments.ts'
import { openDrafts } from './device-drafts.ts'
import { showFrozen } from './frozen-note.ts'
import type { LiveEditors } from './live-editors.ts'
import { startLiveFields } from './live-fields.ts'
import { type LivePart, openPage } from './live-page.ts'
import { showOutdated } from './outdated-note.ts'
import { startOwnCaret } from './own-caret.ts'
import { startPeople } from './people.ts'
import { openSaveState } from './save-state.ts'
import { startUnplaced } from './unplaced.ts'

/** Longer than this nobody waits for the authority before typing. */
const patienceMs = 4000
/** Longer than this nothing goes on unseen that was typed on a page just left: the device keeps it. */
const lingerMs = 5000

interface Running {
  readonly root: HTMLElement
  readonly address: string | undefined
  stop(): void
}

let running: Running | null = null

/** Begins on a page that has just come, and ends with the page. */
function follow(): void {
  const root = document.querySelector<HTMLElement>('[data-live]')
  if (running?.root === root && running?.address === root?.dataset.live) return
  running?.stop()
  running = root ? start(root) : null
}

function start(root: HTMLElement): Running {
  const { page, learn, forget } = openPage(root)
  const { address, client, userId, documentId } = page
  const untold: ServerMessage[] = []
  const drafts = openDrafts({ userId, documentId, client })
  let parts: readonly LivePart[] = []
  let isGathered = false
  let isLeft = false
  const patience = setTimeout(goOnAlone, patienceMs)

  const channel = openChannel({
    address,
    client,
    version: page.version,
    onMessage(message) {
      learn(message)
      untold.push(message)
      tell()
    },
    onState(state) {
      for (const part of parts) part.channelChanged?.(state)
    },
  })
  gather().catch((error: unknown) => {
    goOnAlone()
    throw error
  })

  async function gather(): Promise<void> {
    const kept = await drafts
    const { startLiveTexts, startSuggestions } = root.querySelector('textarea[data-rich]')
      ? await import('./live-texts.ts')
      : noTexts
    if (isLeft) return
    const saving = openSaveState({ page, isKept: kept.isKept })
    const caret = startOwnCaret({ page, channel })
    let editors: LiveEditors | null = null
    const suggesting = startSuggestions?.({ page, channel, drafts: kept, saving, editors: () => editors })
    const texts =
      (suggesting && startLiveTexts?.({ page, channel, drafts: kept, saving, caret, suggesting, beginAnew })) ?? null
    editors = texts
    const fields = startLiveFields({ page, drafts: kept, saving })
    const around = { page, editors: texts }
    parts = [
      saving,
      caret,
      ...(texts ? [texts] : []),
      ...(suggesting ? [suggesting] : []),
      fields,
      startUnplaced(around),
      startComments(around),
      startPeople(around),
    ]
    isGathered = true
    tell()
    for (const part of parts) part.channelChanged?.(channel.state())
  }

  /** Asks for the document as it stands now, whatever was known before. */
  function beginAnew(): void {
    forget()
    channel.renew()
  }

  function tell(): void {
    for (const message of isGathered ? untold.splice(0) : []) {
      if (message.type === 'ready') clearTimeout(patience)
      if (message.type === 'ready' && message.form !== undefined) showOutdated(root, message.form !== root.dataset.form)
      if (!isLeft && (message.type === 'ready' || message.type === 'frozen')) show(message.frozen)
      for (const part of parts) hear(part, message)
    }
  }

  /** What one part stumbles over is not lost for the others. */
  function hear(part: LivePart, message: ServerMessage): void {
    try {
      part.receive?.(message)
    } catch (error) {
      reportError(error)
    }
  }

  /** From here on everything is stored as it is typed. */
  function show(isFrozen: boolean): void {
    root.dataset.together = 'true'
    showFrozen(root, isFrozen)
  }

  function goOnAlone(): void {
    if (!isLeft) stop()
    root.dataset.alone = 'true'
    document.dispatchEvent(new Event('vw:alone'))
  }

  function stop(): void {
    isLeft = true
    clearTimeout(patience)
    const lingering = parts.flatMap((part) => {
      const sent = part.stop()
      return sent ? [{ part, sent }] : []
    })
    parts = lingering.map(({ part }) => part)
    const longEnough = new Promise((resolve) => setTimeout(resolve, parts.length > 0 ? lingerMs : 0))
    void Promise.race([Promise.all(lingering.map(({ sent }) => sent)), longEnough]).then(async () => {
      channel.close()
      ;(await drafts).close()
    })
  }

  return { root, address, stop }
}

const noTexts = { startLiveTexts: null, startSuggestions: null }

onHtmx('htmx-after-swap', follow)
follow()
