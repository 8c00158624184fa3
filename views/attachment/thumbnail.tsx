/** A file to be recognised at a glance; who sees nothing has its title beside it. */
export const Thumbnail = ({ src }: { readonly src: string | null }) => (
  <span class="vw-thumb">{src && <img src={src} alt="" loading="lazy" width={48} height={64} />}</span>
)
