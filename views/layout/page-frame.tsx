import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { currentShell } from './shell.ts'

// The minus lets JSX write hx-status-422; htmx writes its own style for indicators unless told not to.
const htmxConfig = JSON.stringify({ metaCharacter: '-', includeIndicatorCSS: false })

// Only this element is exchanged, so that the live region beside it stays in place.
const boost = 'target:#seite select:#seite swap:outerHTML'

interface PageFrameProps {
  /** As it stands before the product's name in the window's title. */
  readonly title: string
  readonly class: string
  /** Whether htmx fetches what links and forms lead to, instead of the browser loading each page anew. */
  readonly boosted?: boolean
  readonly children?: Child
}

/** The document around every page. `#meldungen` lies outside of everything that is ever exchanged. */
export const PageFrame = ({ title, class: className, boosted = false, children }: PageFrameProps) => {
  const { assets, theme, letterKeys, userId } = currentShell()
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang="de" {...(theme === 'system' ? {} : { 'data-kern-theme': theme })}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="htmx-config" content={htmxConfig} />
          <title>{`${title} – Vorlagenwerk`}</title>
          <link rel="icon" href={assets.icon} />
          {assets.styles.map((href) => (
            <link rel="stylesheet" href={href} />
          ))}
          {assets.script && <script src={assets.script} defer />}
        </head>
        <body>
          <div
            id="seite"
            class={className}
            data-build={assets.build}
            {...(userId !== null && letterKeys ? { 'data-letter-keys': '' } : {})}
            hx-history-elt="true"
            {...(boosted ? { 'hx-boost-inherited': boost } : {})}
          >
            {children}
          </div>
          <div id="meldungen" class="kern-sr-only" role="status" aria-live="polite" />
        </body>
      </html>
    </>
  )
}
