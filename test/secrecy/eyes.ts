import { socket } from '../support/client.ts';
import { adminToken, type TestHouse } from '../support/house.ts';
import type { Meeting } from '../support/session.ts';

/** Somebody who follows a session in every way there is. */
export interface Eyes {
  readonly viewer: string;
  /** Resolves once a frame says that so many have cast. */
  sees(turnout: number): Promise<void>;
  /** How many bytes of frames, entries and own views came since it was asked last. */
  bytes(): number;
  close(): Promise<void>;
}

const follows = [
  `subscription ($id: ID!) { it: sessionWatch(sessionId: $id) { cursor session { revision cursor head { seq hash } openRound { turnout
    awaiting { id } tallies { revision counted counts { choice count } } } rounds { id status } reviews { id status } } } }`,
  `subscription ($id: ID!) { it: sessionEntries(sessionId: $id) { cursor seq at type hash seat { id } round { id turnout }
    tallies { counted counts { choice count } } } }`,
  'subscription ($id: ID!) { it: ownWatch(sessionId: $id) { cursor ballots { sealed } } }',
];

/** Everybody's eyes: one of each class of viewers. */
export function openEyes(house: TestHouse, { sessionId, tokens }: Meeting): readonly Eyes[] {
  const viewers: [string, string][] = [
    ['administrator', adminToken],
    ...['chair', 'teller', 'v2', 'guest', 'screen'].map((key): [string, string] => [key, tokens[key] ?? '']),
  ];
  return viewers.map(([viewer, token]) => watching(house, viewer, token, sessionId));
}

function watching(house: TestHouse, viewer: string, token: string, id: string): Eyes {
  const client = socket(house.address, token);
  let turnout = -1;
  let bytes = 0;
  const waiting = new Set<() => void>();
  for (const query of follows) {
    client.subscribe(
      { query, variables: { id } },
      {
        next({ data }) {
          bytes += JSON.stringify(data ?? null).length;
          const it = data?.it as undefined | { session?: { openRound: { turnout: number } | null } };
          turnout = it?.session?.openRound?.turnout ?? turnout;
          for (const look of [...waiting]) look();
        },
        // Not everybody has an own view.
        error: () => {},
        complete: () => {},
      },
    );
  }
  return {
    viewer,
    sees: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          if (turnout < wanted) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    bytes() {
      const came = bytes;
      bytes = 0;
      return came;
    },
    close: async () => client.dispose(),
  };
}
