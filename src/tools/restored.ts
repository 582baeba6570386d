import { existsSync } from 'node:fs';
import { defaultUrl } from '../../ormconfig.ts';
import type { Clerk } from '../clerk/clerk.ts';
import { JournalAltered } from '../clerk/ports.ts';
import { openClerk } from '../compose.ts';
import type { PageRequest } from '../history/history.ts';
import type { OpenStore } from '../store/store.ts';
import { type CommandArguments, runCommand } from './command.ts';
import { namedPlace } from './record-file.ts';

// npm run restored is for a database that was put in the place of another, also where the server's start would not notice that. It accepts the journals as they
// are [S7], ends all tokens, and lists the API keys and access codes, so that those which were revoked or replaced after the copy was made can be ended again.

const sessionsAtOnce = 100;

async function restored({ values, words }: CommandArguments<'restored'>): Promise<number> {
  const place = namedPlace(values.database, defaultUrl);
  if (place.file === null) throw new Error(words.inMemory);
  if (!existsSync(place.file)) throw new Error(words.noDatabase(place.file));
  const { clerk, store, close } = await openClerk(place, (problem) => console.log(problem), true);
  try {
    await tellKeys(store);
    for await (const sessionId of openSessions(store)) {
      await tellCodes(store, clerk, sessionId).catch((error: unknown) => {
        if (!(error instanceof JournalAltered)) throw error;
      });
    }
    console.log(
      'Whatever of these was replaced or revoked after the copy was made: issue it anew, revoke it again.',
    );
  } finally {
    await close();
  }
  return 0;
}

async function tellKeys({ access }: OpenStore): Promise<void> {
  for (const { keyId, name, createdAtMs, revoked } of await access.keys()) {
    console.log(`API key ${keyId} "${name}", made ${timeOf(createdAtMs)}${revoked ? ', revoked' : ''}`);
  }
}

/** Returns the ids of the sessions that are not adjourned. The others are left out, because their codes let people read and no more. */
async function* openSessions({ history }: OpenStore): AsyncGenerator<string> {
  const query = {
    scope: { of: 'ALL' },
    organizationId: null,
    status: null,
    year: null,
    adjournedOnly: false,
  } as const;
  let from: PageRequest['from'] = null;
  for (;;) {
    const page = await history.sessions({ size: sessionsAtOnce, direction: 'FORWARD', from }, query);
    for (const { row } of page.rows) if (row.status !== 'ADJOURNED') yield row.id;
    const last = page.rows.at(-1);
    if (!page.hasMore || last === undefined) return;
    from = last.key;
  }
}

async function tellCodes({ access }: OpenStore, clerk: Clerk, sessionId: string): Promise<void> {
  const snapshot = await clerk.look(sessionId);
  if (snapshot === null) return;
  const { title, seats } = snapshot.session.preparation;
  console.log(`Access codes of ${sessionId} "${title}":`);
  const uses = new Map((await access.codeUses(sessionId)).map((use) => [use.seatId, use]));
  const holders = [
    ...seats.map(({ id, fullName }) => ({ id, name: fullName })),
    { id: null, name: 'screens' },
  ];
  for (const { id, name } of holders) {
    const use = uses.get(id);
    if (use === undefined) continue;
    const replaced = use.opens ? '' : ', replaced since: opens nothing';
    console.log(`  ${name}${id === null ? '' : ` (${id})`}, issued ${timeOf(use.issuedAtMs)}${replaced}`);
  }
}

const timeOf = (ms: number | null): string =>
  ms === null ? 'by no entry of the journal' : new Date(ms).toISOString();

await runCommand('restored', restored);
