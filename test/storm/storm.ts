import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { Audit } from './audit.ts';
import { Chance } from './chance.ts';
import { administrator, Meeting, newRecord, type PlayedRound, type Record } from './meeting.ts';
import { type Run, startServer } from './server.ts';
import { type Any, type Moment, World } from './world.ts';

// The storm: the real server on real files, hundreds of people at it over sockets, killed without warning and started again, until
// it was killed often enough; then everything that anybody was promised is looked for.

export interface StormOptions {
  readonly file: string;
  readonly kills: number;
  readonly seed: number;
  /** In all meetings together. */
  readonly voters: number;
  readonly say?: (line: string) => void;
}

export interface Summary {
  readonly faults: readonly string[];
  readonly kills: { readonly [aim: string]: number };
  readonly meetings: number;
  readonly rounds: number;
  readonly receipts: number;
  readonly commands: number;
  readonly repeated: number;
  readonly deserted: number;
  readonly desertedWritten: number;
  readonly reconnects: number;
  readonly entries: number;
  readonly seconds: number;
}

const meetingsAtOnce = 3;
/** Under way at a time: more of them would take the short lives of the server for themselves, and no meeting would go on. */
const mostRepeating = 20;
/** What a kill is aimed at may not come soon; it strikes all the same. */
const missesAfterMs = 1_500;
const longestStartMs = 900;
const longestUndisturbedMs = 500;
const progressEach = 25;

/** Where a kill is aimed. `nth`: how many such moments pass first; `field`: of which command alone. */
interface Aim {
  readonly name: string;
  readonly moment: Moment | 'START' | 'ANY';
  readonly field?: string;
  readonly nth: number;
  readonly thenMs: number;
}

function drawAim(chance: Chance): Aim {
  const nth = 1 + chance.below(60);
  const soonMs = chance.below(12);
  return chance.of<Aim>([
    { name: 'while starting', moment: 'START', nth: 0, thenMs: chance.below(longestStartMs) },
    { name: 'at any time', moment: 'ANY', nth: 0, thenMs: chance.below(longestUndisturbedMs) },
    { name: 'at a receipt', moment: 'RECEIPT', nth, thenMs: 0 },
    { name: 'among ballots', moment: 'SENT', field: 'castBallot', nth, thenMs: soonMs },
    { name: 'while closing', moment: 'SENT', field: 'closeRound', nth: 1, thenMs: soonMs },
    { name: 'after closing', moment: 'ANSWERED', field: 'closeRound', nth: 1, thenMs: 0 },
    { name: 'while voiding', moment: 'SENT', field: 'voidRound', nth: 1, thenMs: soonMs },
    { name: 'while opening', moment: 'SENT', field: 'openRound', nth: 1, thenMs: soonMs },
    { name: 'while preparing', moment: 'SENT', field: 'prepareSession', nth: 1, thenMs: soonMs },
    { name: 'while adjourning', moment: 'SENT', field: 'adjournSession', nth: 1, thenMs: soonMs },
    { name: 'while issuing a code', moment: 'SENT', field: 'issueAccessCode', nth: 1, thenMs: soonMs },
    { name: 'while making a key', moment: 'SENT', field: 'createApiKey', nth: 1, thenMs: soonMs },
  ]);
}

export async function storm(options: StormOptions): Promise<Summary> {
  const { file, seed, say = () => {} } = options;
  const sinceMs = performance.now();
  const chance = new Chance(seed);
  const world = new World(chance.branch());
  const audit = new Audit(file);
  const record = newRecord();
  const admin = administrator(world);
  const aims = chance.branch();
  const kills: { [aim: string]: number } = {};
  let raging = true;
  let meetings = 0;
  const table = async (seats: Chance): Promise<void> => {
    do {
      meetings += 1;
      await new Meeting(world, seats.branch(), admin, record).play(
        Math.ceil(options.voters / meetingsAtOnce),
      );
    } while (raging && world.faults.length === 0);
  };
  const tables = Array.from({ length: meetingsAtOnce }, () => table(chance.branch()));
  // A meeting that breaks off ends the storm.
  const broken = Promise.all(tables).then(
    () => {},
    (error: unknown) => world.fault(String(error)),
  );
  for (let killed = 0; killed < options.kills && world.faults.length === 0; killed += 1) {
    const aim = drawAim(aims);
    const struck = await strike({ aim, run: startServer(file), world, audit });
    kills[struck] = (kills[struck] ?? 0) + 1;
    if ((killed + 1) % progressEach === 0) {
      const seconds = Math.round((performance.now() - sinceMs) / 1_000);
      say(
        `${killed + 1} kills, ${world.receipts} receipts, ${meetings} meetings, ${audit.entries} entries, ${seconds} s`,
      );
    }
  }
  raging = false;
  if (world.faults.length === 0) {
    const last = startServer(file);
    world.up(await last.address);
    await broken;
    if (world.faults.length === 0) await settleUp({ world, audit, record, admin });
    last.kill('SIGTERM');
    const { code, err } = await last.ended;
    if (code !== 0) world.fault(`the last server ended with ${code}: ${err}`);
    for (const left of audit.leftOver()) world.fault(`${left} is left among the keys`);
    const again = new Audit(file);
    for (const fault of await again.look(world.promised)) world.fault(`at the end: ${fault}`);
    const recounted = await recount(file);
    if (!/^All equal\.$/m.test(recounted)) world.fault(`recount: ${recounted}`);
  }
  await admin.client.dispose();
  return {
    faults: world.faults,
    kills,
    meetings,
    rounds: record.rounds.length,
    receipts: world.receipts,
    commands: world.promised.length,
    repeated: world.repeated,
    deserted: world.deserted.length,
    desertedWritten: world.deserted.filter((one) => audit.isWritten(one)).length,
    reconnects: world.reconnects,
    entries: audit.entries,
    seconds: Math.round((performance.now() - sinceMs) / 1_000),
  };
}

/** One life of the server: started, looked at, let to people, killed as it was aimed. Returns what the kill hit. */
async function strike(blow: { aim: Aim; run: Run; world: World; audit: Audit }): Promise<string> {
  const { aim, run, world, audit } = blow;
  const died = run.ended.then(({ code, err }) => {
    if (code !== null) world.fault(`the server ended by itself with ${code}: ${err}`);
  });
  const kill = async (what: string) => {
    run.kill('SIGKILL');
    await died;
    return what;
  };
  if (aim.moment === 'START') {
    await Promise.race([after(aim.thenMs), died]);
    return kill(aim.name);
  }
  const address = await Promise.race([run.address, died]);
  if (address === undefined) return kill('before it listened');
  for (const fault of await audit.look(world.promised)) world.fault(fault);
  if (world.faults.length > 0) return kill('for what was found');
  const hit = new Promise<string>((resolveHit) => {
    let left = aim.nth;
    const strikeNow = () => resolveHit(aim.name);
    if (aim.moment === 'ANY') setTimeout(strikeNow, aim.thenMs);
    world.onMoment = (moment, field) => {
      if (moment !== aim.moment || (aim.field !== undefined && aim.field !== field)) return;
      left -= 1;
      if (left !== 0) return;
      if (aim.thenMs > 0) setTimeout(strikeNow, aim.thenMs);
      else {
        // In the very turn in which the answer arrived.
        run.kill('SIGKILL');
        strikeNow();
      }
    };
  });
  world.up(address);
  while (world.repeating < mostRepeating && world.promised.length > 0) repeatOne(world);
  const missed = new AbortController();
  const what = await Promise.race([
    hit,
    died.then(() => 'by itself'),
    after(missesAfterMs, 'at a moment other than aimed at', { signal: missed.signal }).catch(() => ''),
  ]);
  missed.abort();
  world.onMoment = () => {};
  world.down();
  return kill(what);
}

/** An accepted command once more, by whoever gave it, whenever it gets through. */
function repeatOne(world: World): void {
  const one = world.chance.of(world.promised);
  const client = world.client(one.token);
  world.repeating += 1;
  world
    .repeat(client, one)
    .catch((error: unknown) => {
      // Whose code was issued anew meanwhile asks in vain.
      if (!/UNAUTHENTICATED|4403|Forbidden/.test(String(error))) world.fault(String(error));
    })
    .finally(() => {
      world.repeating -= 1;
      return client.dispose();
    });
}

interface End {
  readonly world: World;
  readonly audit: Audit;
  readonly record: Record;
  readonly admin: ReturnType<typeof administrator>;
}

/** Everything that anybody was promised, against what the server says now. */
async function settleUp({ world, audit, record, admin }: End): Promise<void> {
  for (const fault of await audit.look(world.promised)) world.fault(fault);
  for (const reader of record.readers) {
    for (const fault of await audit.shownIsKept(reader.sessionId, reader.hashes)) world.fault(fault);
  }
  for (const token of record.live) {
    if ((await world.statusOf(token)) !== 200) world.fault('a token or key that was given opens nothing');
  }
  for (const token of record.ended) {
    if ((await world.statusOf(token)) !== 401) world.fault('a token or key that was ended opens something');
  }
  for (const id of record.decided) {
    const result = await world.ask(
      admin.client,
      'query ($id: ID!) { node(id: $id) { ... on Result { decisions { level } } } }',
      { id },
    );
    if (result.decisions.length !== 1) world.fault(`${id} has ${result.decisions.length} decisions, not one`);
  }
  for (const round of record.rounds) await compare(world, audit, admin, round);
}

/** The round's counts against what its people marked. */
async function compare(world: World, audit: Audit, admin: End['admin'], played: PlayedRound): Promise<void> {
  const round = await world.ask(
    admin.client,
    'query ($id: ID!) { node(id: $id) { ... on Round { status turnout tallies { counted review { id } counts { choice count } } } } }',
    { id: played.roundId },
  );
  const counted = played.sheets.filter(
    (sheet) => sheet.fate === 'RECEIPT' || (sheet.fate === 'DESERTED' && audit.isWritten(sheet)),
  );
  const fault = (what: string) => world.fault(`${played.roundId} (${played.ending}): ${what}`);
  if (round.turnout !== counted.length)
    fault(`turnout ${round.turnout}, and ${counted.length} ballots were taken`);
  const expectedStatus = played.ending === 'CLOSE' ? ['CLOSED'] : ['VOID', 'CLOSED'];
  if (!expectedStatus.includes(round.status)) fault(`it is ${round.status}`);
  if (played.ending === 'VOID' && round.status !== 'VOID') fault('it was voided, and is not void');
  if (round.status === 'VOID') {
    if (round.tallies.some((tally: Any) => tally.counted > 0)) fault('it is void and shows counts');
    return;
  }
  if (round.tallies.length !== played.reviewIds.length) fault(`it has ${round.tallies.length} tallies`);
  for (const tally of round.tallies) {
    const marks = counted.flatMap(({ choices }) =>
      choices.filter(({ reviewId }) => reviewId === tally.review.id).map(({ choice }) => choice),
    );
    const expected = new Map<string, number>();
    for (const mark of marks) expected.set(mark, (expected.get(mark) ?? 0) + 1);
    for (const { choice, count } of tally.counts) {
      if (count !== (expected.get(choice) ?? 0))
        fault(`${tally.review.id} has ${count} ${choice}, and ${expected.get(choice) ?? 0} were marked`);
      expected.delete(choice);
    }
    for (const [choice, count] of expected) fault(`${count} marks ${choice} are missing`);
    if (tally.counted !== marks.length) fault(`${tally.counted} counted, ${marks.length} marked`);
  }
}

/** `npm run recount` on the file; what it says. */
function recount(file: string): Promise<string> {
  const child = spawn(process.execPath, [resolve('dist/src/tools/recount.js'), '--database', file]);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += data;
    });
  return new Promise((done) => child.once('close', () => done(said)));
}
