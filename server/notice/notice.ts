/** Something that a person should learn about when she comes next. */
export interface Notice {
  readonly id: string
  readonly toUserId: string
  /** A word of whoever queued it, as in `approval_requested`. */
  readonly kind: string
  /** The id of the thing. */
  readonly about: string
  readonly createdAt: string
}
