import { Icon } from './icon.tsx'

/** In the bar of every page; on phones a way to the page of the search. */
export const SearchField = () => (
  <>
    <search class="vw-search">
      <form action="/search">
        <label class="kern-sr-only" for="suche">
          Suchen
        </label>
        <input
          id="suche"
          name="q"
          type="search"
          placeholder="Name, Aktenzeichen …"
          autocomplete="off"
          maxlength={200}
        />
        <button type="submit" aria-label="Suchen">
          <Icon name="search" />
        </button>
      </form>
    </search>
    <a class="vw-search-link" href="/search" aria-label="Suche">
      <Icon name="search" />
    </a>
  </>
)
