/** The first number of a message, as in y-websocket. */
export const syncMessage = 0
export const awarenessMessage = 1

/** Where the text stands in a document of Yjs. */
export const fragmentName = 'text'
