/** What htmx tells about one request and its answer, as far as we use it. */
export interface HtmxExchange {
  readonly target?: Element
  readonly request: { readonly action: string; readonly method: string }
  readonly response?: { readonly status: number; readonly headers: Headers; readonly raw: Response }
}

interface HtmxDetail {
  readonly ctx?: HtmxExchange
  /** Only before a swap: what is to be put where, the main part first. */
  readonly tasks?: readonly { readonly fragment?: DocumentFragment; readonly swapSpec?: { readonly style?: string } }[]
  readonly error?: unknown
}

export type HtmxListener = (exchange: HtmxExchange, event: CustomEvent<HtmxDetail>) => void

/** Listens to an event of htmx about a request. Names have a minus where htmx writes a colon (see page-frame.tsx). */
export function onHtmx(name: `htmx-${string}`, listener: HtmxListener, options: AddEventListenerOptions = {}): void {
  const heard = (event: Event) => {
    if (!(event instanceof CustomEvent)) return
    const about = event as CustomEvent<HtmxDetail>
    if (about.detail.ctx) listener(about.detail.ctx, about)
  }
  document.addEventListener(name, heard, options)
}
