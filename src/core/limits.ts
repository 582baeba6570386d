/** The limits of every list and text that a user can make longer. Lengths are in UTF-16 units. */
export const limits = {
  seats: 2_000,
  agendaItems: 1_000,
  peerGroups: 200,
  targets: 100,
  instruments: 20,
  namedFacts: 100,
  superiorDepth: 8,
  commentsPerReview: 2_000,
  /** Keeps one seat from filling the list that others need. */
  commentsPerReviewOfSeat: 100,
  responsesPerReview: 2_000,
  roundsPerSession: 2_000,
  /** A day. */
  roundSeconds: 86_400,
  keyLength: 64,
  nameLength: 200,
  titleLength: 300,
  commentLength: 10_000,
  reportTextLength: 20_000,
  reasonLength: 2_000,
  decisionsPerResult: 100,
  importRows: 50_000,
  /** The limit while a server runs, because a ballot may wait until that many rows are written. */
  importRowsOnline: 1_000,
  importFaults: 200,
  smallestReleaseBatch: 3,
  largestCount: 1_000_000,
} as const;

/** Years before the Party's founding, and years far in the future, are mistakes. */
export const firstYear = 1930;
export const lastYear = 2200;
