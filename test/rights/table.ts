import type { GraphQLSchema } from 'graphql';
import type { Chance } from '../support/chance.ts';
import { type Row, rootRows } from './matrix.ts';
import { type Cells, type Objects, rowsOf, tryEntries, tryObjects } from './objects.ts';
import { ended, insiders, live, outsiders, type Viewer } from './viewers.ts';
import type { Stages } from './world.ts';

/** Everything that was tried, as it is compared and written down. */
export interface Rights {
  readonly text: string;
  /** By the state of the session. */
  readonly objects: readonly Objects[];
}

/** With `chance`, every cell of the roots over HTTP or over a socket, as it is drawn; without, over both. */
export async function tryEverything(
  stages: Stages,
  schema: GraphQLSchema,
  chance: Chance | null,
): Promise<Rights> {
  const roots = {
    Query: await rootRows(stages, 'Query', chance),
    Mutation: await rootRows(stages, 'Mutation', chance),
    Subscription: await rootRows(stages, 'Subscription', chance),
  };
  const secretRound = await tryObjects(stages, schema, 'secret round');
  const openVote = await tryObjects(stages, schema, 'open vote');
  const adjourned = await tryObjects(stages, schema, 'adjourned');
  const entries = rowsOf(await tryEntries(stages));
  const sections = [
    introduction,
    ...Object.entries(roots).flatMap(([type, rows]) => [
      `## ${type}: in the session\n\n${table(rows, insiders)}`,
      `## ${type}: from outside\n\n${table(rows, [...outsiders, ...ended])}`,
    ]),
    `## Objects while a secret round is open\n\n${objectsNote}\n\n${table(rowsOf(secretRound.asked), live)}`,
    `## Objects while an open vote is held\n\nOnly what differs from the table above.\n\n${table(rowsOf(besides(openVote.asked, secretRound.asked)), live)}`,
    `## Objects after adjournment\n\n${table(rowsOf(adjourned.asked), live)}`,
    `## Entries of an adjourned session\n\n${entriesNote}\n\n${table(entries, live)}`,
  ];
  return { text: `${sections.join('\n\n')}\n`, objects: [secretRound, openVote, adjourned] };
}

const introduction = `# Who may do and see what

Written by \`npm run rights\`, which tries everything as everybody on a real server; a test does the same, each cell by one of
the ways below, and compares. Nobody edits this by hand: whoever changes a right reads the difference of this file.

✓ done, or told · – null or empty: nothing that this viewer may know · a code: refused with it, and nothing was written. Every cell is of
HTTP and of a socket alike (subscriptions of a socket).

**In the session**: *subject* is the delegate under review, *presenter* one who presents for a cell; other delegates are *delegate*.
**From outside**: keys of all organisations, of the session's own, of another; *other’s* are the same roles of another session that is
running; *nobody* has no token. *Expired*, *signed out*, *code replaced* and *revoked key* had every right before: over HTTP the token has
ended, over a socket it ends while the socket is open. UNAUTHENTICATED and FORBIDDEN are errors, all other codes are refusals as data.

The sessions asked about run (\`running\`) or are over (\`adjourned\`); commands are given at the stage where nothing but rights could refuse them.`;

const objectsNote =
  'Each object is asked for by its id (`node`), with what is below it. Empty cells: the object itself is not told. Fields of a type that are told alike stand together. What no viewer is told in this state (`–` for all) is not there yet. Frames of `sessionWatch` tell the same.';

const entriesNote = 'By the type of entry: which fields of a `JournalEntry` are told.';

/** Fields that are told otherwise in these than in those. */
function besides(these: Cells, those: Cells): Cells {
  const print = (cells: Row['cells'] | undefined) => JSON.stringify([...(cells ?? [])]);
  return new Map([...these].filter(([name, cells]) => print(cells) !== print(those.get(name))));
}

function table(rows: readonly Row[], columns: readonly Viewer[]): string {
  const line = (parts: readonly string[]) => `| ${parts.join(' | ')} |`;
  const head = [line(['', ...columns]), line(['---', ...columns.map(() => '---')])];
  const body = rows.map(({ name, cells }) =>
    line([name, ...columns.map((viewer) => cells.get(viewer) ?? '')]),
  );
  return [...head, ...body].join('\n');
}
