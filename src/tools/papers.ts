import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultUrl } from '../../ormconfig.ts';
import { fold } from '../clerk/snapshot.ts';
import { show } from '../core/show.ts';
import { type PaperOrder, paperKinds, reasonAgainst } from '../papers/order.ts';
import { definitionOf, fileNameOf } from '../papers/paper.ts';
import { print } from '../papers/print.ts';
import { type CommandArguments, runCommand } from './command.ts';
import { namedPlace, openFile } from './record-file.ts';

// npm run papers writes every paper of a session as a PDF to a folder. It only reads the database, so a server may be running.

async function papers({ values, words }: CommandArguments<'papers'>): Promise<number> {
  const { session: sessionId, out } = values;
  if (sessionId === undefined || out === undefined) throw new Error(words.nameSession);
  const record = await openFile(namedPlace(values.database, defaultUrl), words);
  try {
    const snapshot = await fold(record.journal, sessionId);
    if (snapshot === null) throw new Error(words.noSession(sessionId));
    const view = show(snapshot.session, 'ADMIN');
    const roundIds = view.rounds.map(({ id }) => id);
    const orders = paperKinds.flatMap((kind): PaperOrder[] =>
      kind === 'COUNT_MINUTES'
        ? roundIds.map((roundId) => ({ kind, view, roundId }))
        : [{ kind, view, roundId: null }],
    );
    mkdirSync(out, { recursive: true });
    for (const order of orders.filter((one) => reasonAgainst(one) === null)) {
      const file = join(out, fileNameOf(order));
      writeFileSync(file, await print(definitionOf(order)));
      console.log(file);
    }
  } finally {
    await record.close();
  }
  return 0;
}

await runCommand('papers', papers);
