import { type Place, tracelessReader, writer } from '../../ormconfig.ts';
import { openEvidence, openMirror } from '../store/evidence.ts';
import { sealedUnder } from '../store/head-seal.ts';
import { sayFound, type VerifyFinding } from '../verify/finding.ts';
import type { Head } from '../verify/heads.ts';
import { type Verdict, verify } from '../verify/verify.ts';
import type { CommandWords } from '../words/commands.ts';
import { progressOf } from './progress.ts';
import { existingSource } from './record-file.ts';

const maxListed = 20;

/**
 * Verifies a database file [V1]. `published` are heads that were noted before. Where the file is a copy, `keysOf` is the original database, beside which the
 * keys are. Throws where there is no database, or none that this version can read.
 */
export async function verifyFile(
  place: Place,
  published: readonly Head[],
  words: CommandWords,
  keysOf: Place = place,
): Promise<Verdict> {
  const pepper = await sealedUnder(keysOf.file ?? '');
  const evidence = await openEvidence(existingSource(place, words, tracelessReader));
  const mirror = await openMirror(writer({ file: null }));
  const bar = progressOf(process.stderr.isTTY ? await evidence.entryCount() : 0, 'entries');
  try {
    return await verify({ evidence, mirror, published, pepper, progress: (done) => bar.to(done) });
  } finally {
    bar.end();
    await mirror.close();
    await evidence.close();
  }
}

/** Returns the verdict as lines of text, with 21 findings at most. */
export function sayVerdict(verdict: Verdict): string {
  const { sessions, entries, madeAnew, rows, envelopes, findings, heads, published } = verdict;
  const { closedSecretRounds, boundRounds, sealed } = verdict;
  const { result = 0 } = rows;
  const compared = Object.values(rows).reduce((sum, count) => sum + count, 0);
  const lines = [
    `${sessions} sessions, ${entries} entries: ${madeAnew} counts and judgements made anew, ${result} results and`,
    `${compared - result} other rows compared, ${envelopes} sealed ballots in open rounds.`,
  ];
  if (envelopes > 0) {
    lines.push(
      'That these ballots are those that were cast is not to be seen in the file: the server sees it by what is noted beside their keys, before it',
      'takes another and before it counts (BALLOTS_ALTERED).',
    );
  }
  for (const { head, seq } of published) {
    const where = seq === null ? 'is NOT in this database' : `is entry ${seq}`;
    lines.push(`The published head ${head.hash} of ${head.journal} ${where}.`);
  }
  if (sealed === null) {
    lines.push(
      'Whether these are the entries that the server wrote was not compared: its keys are not beside the file.',
    );
  } else if (sealed) {
    lines.push(
      'The newest entry of each journal is the one that the server sealed: whoever wrote the file without its keys changed, dropped and added none.',
    );
  }
  if (closedSecretRounds > 0) {
    lines.push(
      `${closedSecretRounds} closed secret rounds. Their counts follow from the marks that closing wrote. That these are the marks that were cast was for the`,
      `server to see while it had the round's key: of ${boundRounds} it counted none but the ballots that it had noted, against whoever wrote the file without the key;`,
      'of the others it did not. Who had the key or changed the program is found by neither; who rewrote the journal to its end since, by the seal above, and by a head, noted elsewhere.',
    );
  }
  lines.push('Heads: whoever notes them elsewhere can tell later that nothing up to here was changed.');
  for (const { journal, seq, hash } of heads) lines.push(`${journal} ${seq} ${hash}`);
  const [first, ...others] = findings;
  if (first === undefined) return [...lines, 'Everything fits.'].join('\n');
  lines.push('DOES NOT FIT:', sayFinding(first));
  if (others.length > 0)
    lines.push(`And ${others.length} more:`, ...others.slice(0, maxListed).map(sayFinding));
  if (others.length > maxListed)
    lines.push(`… and ${others.length - maxListed} more. With --json they are listed.`);
  return lines.join('\n');
}

function sayFinding(finding: VerifyFinding): string {
  const { journal, seq, what } = finding;
  const place = [journal ?? 'database', ...(seq === null ? [] : [`entry ${seq}`]), what].join(', ');
  return `${place}: ${sayFound(finding)}`;
}
