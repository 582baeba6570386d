// In bytes, of a request's body or of a message on a socket.

export const maxBodyBytes = 2 * 1024 * 1024;
/** Limits the body of a request without a token to what a message may have. */
export const maxStrangerBytes = 256 * 1024;
/** A body or a message counts as one more operation for each of these, because reading it takes as long. */
export const bytesPerOperation = 16 * 1024;
/** Shorter bodies are read at once, because reading one takes less than a millisecond. A sign-in is shorter. */
export const shortBytes = 2 * 1024;
/** What Node takes from a connection of a body that is not read yet. */
export const maxUnreadBytes = 64 * 1024;
