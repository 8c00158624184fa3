import 'htmx.org'

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
