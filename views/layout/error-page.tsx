import type { Child } from 'hono/jsx'
import { Layout } from './layout.tsx'
import { Note } from './note.tsx'
import { PageHead } from './page-head.tsx'
import { PublicLayout } from './public-layout.tsx'
import { currentShell } from './shell.ts'

export interface Failure {
  readonly title: string
  readonly message: string
  /** Stands in the log too, so that the operator finds what happened. */
  readonly reference?: string | undefined
}

/** Instead of the page that was asked for. */
export const ErrorPage = (failure: Failure) =>
  currentShell().userName === null ? (
    <PublicLayout title={failure.title}>
      <h1 class="kern-heading-large">{failure.title}</h1>
      <Explanation {...failure} />
    </PublicLayout>
  ) : (
    <Layout title={failure.title}>
      <PageHead title={failure.title} />
      <Explanation {...failure} />
    </Layout>
  )

/** Instead of the part of a page that was asked for. */
export const ErrorNote = ({ title, message, reference }: Failure) => (
  <div role="alert">
    <Note kind="danger">
      <p class="vw-strong">{title}</p>
      <p>{message}</p>
      {reference && <Reference number={reference} />}
    </Note>
  </div>
)

const Explanation = ({ message, reference }: Failure): Child => (
  <div class="vw-stack">
    <p>{message}</p>
    {reference && <Reference number={reference} />}
    <p>
      <a href="/">Zur Startseite</a>
    </p>
  </div>
)

const Reference = ({ number }: { number: string }) => (
  <p>
    Für Rückfragen: Fehlernummer <b class="vw-num">{number}</b>
  </p>
)
