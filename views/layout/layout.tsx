import type { Child } from 'hono/jsx'
import { Footer } from './footer.tsx'
import { Icon } from './icon.tsx'
import { PageFrame } from './page-frame.tsx'
import { SearchField } from './search-field.tsx'
import { currentShell, type NavigationEntry, type PageKey } from './shell.ts'
import { UserMenu } from './user-menu.tsx'

interface LayoutProps {
  /** The page's h1 in most cases; beside it the window's title shows the product's name. */
  readonly title: string
  readonly current?: PageKey | undefined
  /** The page brings its own panes and bars, from edge to edge. */
  readonly wide?: boolean
  readonly children?: Child
}

/** A page for people who are signed in: dense, with the navigation of their roles. The page begins with its h1. */
export const Layout = ({ title, current, wide = false, children }: LayoutProps) => {
  const { navigation, userId, userName, helpHref, canSearch, inVertretung } = currentShell()
  return (
    <PageFrame title={title} class="vw vw-dense" boosted>
      <a class="vw-skip kern-link" href="#inhalt">
        Zum Inhalt springen
      </a>
      <header class="vw-bar">
        <a class="vw-brand" href="/">
          Vorlagenwerk
        </a>
        {navigation.length > 0 && (
          <nav class="vw-nav" aria-label="Hauptnavigation">
            {navigation.map((entry) => (
              <NavigationLink entry={entry} isCurrent={entry.key === current} />
            ))}
          </nav>
        )}
        <div class="vw-bar__end">
          {canSearch && current !== 'search' && <SearchField />}
          {helpHref !== undefined && (
            <a class="vw-help" href={helpHref}>
              <Icon name="help" />
              <span class="vw-small">Hilfe</span>
            </a>
          )}
          {userId !== null && userName !== null && <UserMenu userId={userId} userName={userName} />}
        </div>
      </header>
      <main id="inhalt" class={wide ? 'vw-main vw-main--wide' : 'vw-main'} tabindex={-1}>
        {inVertretung && (
          <p class="vw-vertretung">
            <Icon name="account-circle" />
            <span>{`Sie handeln hier ${inVertretung}.`}</span>
          </p>
        )}
        {children}
      </main>
      <Footer />
    </PageFrame>
  )
}

const NavigationLink = ({ entry, isCurrent }: { entry: NavigationEntry; isCurrent: boolean }) => (
  <a href={entry.href} {...(isCurrent ? { 'aria-current': 'page' } : {})}>
    {entry.label}
    {entry.count ? (
      <span class="vw-count">
        {entry.count}
        <span class="kern-sr-only"> offen</span>
      </span>
    ) : null}
  </a>
)
