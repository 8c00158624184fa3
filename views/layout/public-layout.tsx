import type { Child } from 'hono/jsx'
import { Footer } from './footer.tsx'
import { PageFrame } from './page-frame.tsx'
import { currentShell } from './shell.ts'

interface PublicLayoutProps {
  readonly title: string
  /** How wide the text may run: `small` for a form of a few fields, `text` for reading. */
  readonly measure?: 'small' | 'text'
  readonly children?: Child
}

/** A page anybody may see (signing in, checking a document): KERN's own sizes, no navigation, every link loads anew. */
export const PublicLayout = ({ title, measure = 'text', children }: PublicLayoutProps) => (
  <PageFrame title={title} class="vw">
    <a class="vw-skip kern-link" href="#inhalt">
      Zum Inhalt springen
    </a>
    <header class="vw-bar">
      <a class="vw-brand" href="/">
        {currentShell().houseName}
      </a>
    </header>
    <main id="inhalt" class="vw-main" tabindex={-1}>
      <div class={`vw-narrow ${measure === 'small' ? 'vw-narrow--small ' : ''}vw-stack vw-stack--wide`}>{children}</div>
    </main>
    <Footer />
  </PageFrame>
)
