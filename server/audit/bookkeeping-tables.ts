/** The tables that hold no domain fact and may be written without an entry in the trail. Whoever adds one explains in
 *  the commit why nobody will ever ask who changed it. */
export const bookkeepingTables = [
  'session', // who is signed in
  'login_attempt', // rate limits
  'password_link', // links that went out of date
  'notice', // seen or not
  'public_check', // how often an address asked
] as const

export type BookkeepingTable = (typeof bookkeepingTables)[number]
