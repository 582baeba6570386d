import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { settableClock } from '../faults/clock.ts';
import { Power } from '../faults/power.ts';
import { Chance } from '../support/chance.ts';
import { runTool } from '../support/program.ts';
import { Audit } from './audit.ts';
import { Killer, type Toll } from './killer.ts';
import { administrator, Meeting, newRecord, type PlayedRound, type Record } from './meeting.ts';
import { Moves } from './moves.ts';
import { loadServer, type Run } from './server.ts';
import { type Any, letGo, toldOf, World } from './world.ts';

// The storm: the real server on real files, hundreds of people at it over sockets, killed without warning and started again, until
// it was killed often enough; then everything that anybody was promised is looked for.

export interface StormOptions {
  /** Empty. The database's own folder is made in it. */
  readonly folder: string;
  readonly kills: number;
  /** So many of the kills, drawn, are power cuts: what no sync had let through may be lost. */
  readonly powerCuts: number;
  /** After so many of the kills, drawn, something is done to the files; after fewer where there are none yet. */
  readonly moves: number;
  readonly seed: number;
  /** In all meetings together. */
  readonly voters: number;
  readonly say?: (line: string) => void;
  /** Ends the storm after the kill that is under way; what was promised is looked for all the same. */
  readonly enough?: AbortSignal;
}

export interface Summary extends Toll {
  readonly faults: readonly string[];
  /** What was done to the files between two lives, and how often. */
  readonly moves: { readonly [what: string]: number };
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
const progressEach = 25;
/** While one server serves, those after it load their code: that takes longer than most of their lives. */
const loadedAhead = 5;

export async function storm(options: StormOptions): Promise<Summary> {
  const { folder, seed, say = () => {}, enough } = options;
  const file = join(folder, 'data', 'storm.sqlite');
  mkdirSync(join(folder, 'data'));
  const power = options.powerCuts > 0 ? new Power(join(folder, 'data'), folder) : null;
  const clock = settableClock(folder);
  clock.set(0);
  const preloaded = [clock.env, power?.env ?? {}].map((env) => env.LD_PRELOAD ?? '').join(' ');
  const env = { ...clock.env, ...power?.env, LD_PRELOAD: preloaded };
  const sinceMs = performance.now();
  const chance = new Chance(seed);
  const world = new World(chance.branch());
  const audit = new Audit(file);
  const record = newRecord();
  const admin = administrator(world);
  const killer = new Killer(world, audit, chance.branch(), { power, clock });
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
    (error: unknown) =>
      world.fault(`a meeting broke off: ${error instanceof Error ? error.stack : toldOf(error)}`),
  );
  const load = () => loadServer(file, env);
  // One for each life, and for the end.
  let toLoad = options.kills + 1;
  const servers: Run[] = [];
  const loadAhead = () => {
    for (; toLoad > 0 && servers.length < loadedAhead; toLoad -= 1) servers.push(load());
  };
  loadAhead();
  const nextServer = () => {
    const next = servers.shift() as Run;
    loadAhead();
    return next;
  };
  const stage = { world, file, folder, power, load: (other: string) => loadServer(other, env) };
  const moves = new Moves(stage, chance.branch());
  const cuts = chance.branch();
  const isCut = () => {
    const cutsLeft = options.powerCuts - killer.toll.powerCuts;
    return cuts.below(options.kills - world.kills) < cutsLeft;
  };
  const turns = chance.branch();
  const isMoveDue = () => turns.below(options.kills - world.kills + 1) < options.moves - moves.count;
  while (world.kills < options.kills && world.faults.length === 0 && !enough?.aborted) {
    await killer.strike(nextServer(), isCut());
    if (world.faults.length === 0) await moves.make(isMoveDue());
    if (world.kills % progressEach === 0) {
      const seconds = Math.round((performance.now() - sinceMs) / 1_000);
      say(
        `${world.kills} kills (${killer.toll.killsAmongBallots} among ballots), ${world.receipts} receipts, ${meetings} meetings, ${audit.entries} entries, ${seconds} s`,
      );
    }
  }
  raging = false;
  if (world.faults.length === 0) {
    const last = nextServer();
    last.open();
    world.up(await last.address);
    await broken;
    if (world.faults.length === 0) await settleUp({ world, audit, record, admin });
    last.kill('SIGTERM');
    const { code, err } = await last.ended;
    if (code !== 0) world.fault(`the last server ended with ${code}: ${err}`);
    for (const left of audit.leftOver()) world.fault(`${left} is left among the keys`);
    const again = new Audit(file);
    for (const fault of await again.look(world.promised)) world.fault(`at the end: ${fault}`);
    const { out, err: complaints } = await runTool('recount', '--database', file);
    if (!/^All equal\.$/m.test(out)) world.fault(`recount: ${out}${complaints}`);
  }
  for (const server of servers) server.kill('SIGKILL');
  // Not waited for: where no server has come up it would wait for ever.
  void letGo(admin.client);
  return {
    faults: world.faults,
    ...killer.toll,
    moves: moves.made,
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
