/** Operations that cost as much as the limits allow. Each differs from all others in its text or its variables, so that no answer can have been kept. */

/** Repeats a field under aliases. A document may have 500 aliases and 2,000 fields at most. @param {number | string} turn @param {string} field @param {number} times */
const aliased = (turn, field, times) =>
  Array.from({ length: times }, (_, nth) => `a${turn}_${nth}: ${field}`).join('\n');

const schemaField = '__type(name: "Session") { name fields { name type { name kind ofType { name } } } }';

/** The operations by who sends them. `turn` makes each one different. @type {Record<'delegate' | 'stranger', ((turn: number | string, sessionId: string) => object)[]>} */
export const dear = {
  delegate: [
    (turn, sessionId) => ({
      query: `query ($id: ID!) { session(id: $id) { ${aliased(turn, 'reviews { id subject { name } outcome { level } }', 240)} } }`,
      variables: { id: sessionId },
    }),
    (turn, sessionId) => ({
      query: `query ($id: ID!) { session(id: $id) { ${aliased(turn, 'seats { id person { id fullName } presence }', 240)} } }`,
      variables: { id: sessionId },
    }),
    (turn) => ({ query: `{ ${aliased(turn, schemaField, 140)} }` }),
    (turn) => ({ query: `{ viewer { kind } } # ${turn} ${'x'.repeat(60_000)}` }),
    (turn) => ({ query: '{ viewer { kind } }', variables: { turn, x: Array(40_000).fill([1]) } }),
  ],
  stranger: [
    (turn) => ({ query: `{ ${aliased(turn, 'viewer { kind seat { id position role } }', 240)} }` }),
    (turn) => ({ query: `{ ${aliased(turn, schemaField, 140)} }` }),
    (turn) => ({ query: `{ ${aliased(turn, 'policies { id name version }', 400)} }` }),
    (turn) => ({ query: `{ viewer { kind } } # ${turn} ${'x'.repeat(60_000)}` }),
    (turn) => ({ query: '{ viewer { kind } }', variables: { turn, x: Array(40_000).fill([1]) } }),
  ],
};

/** Returns a subscription that a delegate has beside the operations. `turn` makes each text different. @param {number} turn */
export const dearWatch = (turn) =>
  `subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { ${aliased(turn, 'reviews { id subject { name } outcome { level } }', 100)} } } }`;
