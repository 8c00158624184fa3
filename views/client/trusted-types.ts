import 'htmx.org'
import type { HtmxExchange } from './htmx-events.ts'

interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: Record<string, (text: string) => string>): unknown
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypePolicyFactory
    /** The package's types fit its other build; this one only registers itself here. */
    readonly htmx: {
      registerExtension(name: string, extension: { init(api: HtmxSecurity): void }): void
      process(element: Element): void
      /** Asks for a part of the page and exchanges it. */
      ajax(method: string, url: string, where: { readonly target: string; readonly swap: string }): Promise<void>
      /** Exchanges a part of the page for HTML that is there already, as after a request of its own. */
      swap(
        exchange: HtmxExchange & { readonly text: string; readonly swap: string; readonly sourceElement: Element },
      ): Promise<void>
    }
  }
}

interface HtmxSecurity {
  initSecurity(policy: unknown): void
}

// The content security policy lets one policy turn text into HTML: htmx, with what our own server answered. Scripts stay
// refused, for createScript is not among its rules.
const policy = window.trustedTypes?.createPolicy('htmx', { createHTML: (html) => html })

if (policy) window.htmx.registerExtension('trusted-types', { init: (api) => api.initSecurity(policy) })
