/** The tables that hold no domain fact and may be written without an entry in the trail. Whoever adds one explains in
 *  the commit why nobody will ever ask who changed it. */
export const bookkeepingTables = [
  'session', // who is signed in
  'login_attempt', // rate limits
  'password_link', // links that went out of date
  'notice', // seen or not
  'mail', // whether and when it went out; its text says nothing that stands nowhere else
  'mail_item', // what of it waits for a mail
  'deputy_mail_item', // the same for whoever stands in
  'mail_server', // since when it fails
  'mail_wish', // how she wants to be told, by herself
  'user_preference', // how she wants the product to look, by herself
  'approval_reading', // that a page was served; what it leads to is a decision with its own entry
  'public_check', // how often an address asked
  'calendar_read', // the same for calendar feeds
  'device_key', // random, made at first need, never changed
  'writing_unplaced', // her own lost typing, put away by herself; it comes in with a commit
  'comment_anchor', // where a passage stands now, which follows from the log
  'suggestion_anchor', // the same
  'scan_page', // what a program read from a stored file, which says the same again
  'first_page', // a picture of a stored file, which says the same
  'upload', // a file on its way, nobody's before it is whole: then it comes in with an entry
  'upload_chunk', // its pieces
] as const

export type BookkeepingTable = (typeof bookkeepingTables)[number]
