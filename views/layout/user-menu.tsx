import { Icon } from './icon.tsx'

/** Signing out loads the next page anew, so that nothing of the session stays in the window. Before, the browser names what
 *  this person has typed on this device and not stored yet (views/client/sign-out.ts). */
export const UserMenu = ({ userId, userName }: { userId: string; userName: string }) => (
  <details class="vw-user">
    <summary>
      <Icon name="account-circle" />
      <span class="vw-small">{userName}</span>
    </summary>
    <div class="vw-user__menu">
      <a href="/profile">Profil</a>
      <a href="/vertretungen">Vertretung</a>
      <form method="post" action="/session/ends" hx-boost="false" data-signs-out={userId}>
        <button class="kern-btn kern-btn--tertiary kern-btn--x-small" type="submit">
          <Icon name="logout" />
          <span class="kern-label">Abmelden</span>
        </button>
      </form>
    </div>
  </details>
)
