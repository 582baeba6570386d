// npm run demo plays the sample session to its end. It starts the server, connects fifteen people and a screen, each over a socket of its own, and compares
// what was recorded with what was published.

import { askedOf, type CommandArguments } from '../src/tools/command.ts';
import { Client } from './client.ts';
import { type Comparison, compare, isEqual, table } from './comparison.ts';
import { openScreen, type PreparedMeeting, prepare, type Screen, type Seat, seatAll } from './meeting.ts';
import { Narrator } from './narrator.ts';
import { play } from './play.ts';
import { namedRun, type Run, temporaryRun } from './run.ts';
import { type Server, startServer } from './server.ts';
import { assumptions, conference, secretaryKey } from './vinh-loc-2023/conference.ts';
import { wait } from './wait.ts';

/** The time before the session begins, in which people can open its pages. */
const secondsToOpenPages = 8;

type Options = CommandArguments<'demo'>['values'];

/** What has to be closed or removed at the end, in the order in which it was opened. */
interface House {
  run: Run;
  server?: Server;
  administrator?: Client;
  screen?: Screen;
  seats?: ReadonlyMap<string, Seat>;
  prepared?: PreparedMeeting;
}

function print(...lines: string[]): void {
  for (const line of lines) console.log(line);
}

async function hold(house: House, options: Options): Promise<Comparison> {
  const { run } = house;
  const server = await startServer({
    databaseFile: run.databaseFile,
    adminToken: run.adminToken,
    formerServer: run.formerServer,
    noteServer: (pid) => run.noteServer(pid),
    onLost: (error) => void end(house, error),
  });
  house.server = server;
  print(`Server: ${await server.address()}`);

  const administrator = new Client(server.address, run.adminToken);
  house.administrator = administrator;
  const prepared = await prepare(administrator, run);
  house.prepared = prepared;
  print(`Prepared: ${conference.seats.length} seats, ${conference.agenda.length} items on the agenda.`, '');
  print('Watch it in a browser. The demo gives every order and casts every ballot itself: just look on.');
  print(...linksOf(prepared, await server.address()), '');

  const narrator = new Narrator(prepared, (line) => print(line));
  let isFirst = true;
  const screen = await openScreen(server.address, prepared, (frame) => {
    narrator.tell(frame, isFirst);
    isFirst = false;
  });
  house.screen = screen;
  const seats = await seatAll(server.address, run, prepared);
  house.seats = seats;
  const { session } = await screen.frames.until('the first frame', () => true);
  if (!options.fast && session.status === 'PREPARED') {
    print(`The session begins in ${secondsToOpenPages} seconds.`, '');
    await wait(secondsToOpenPages * 1_000);
  }
  const receipts = await play({ prepared, seats, screen, fast: options.fast });
  const { address } = server;
  return compare({ address, administrator, run, prepared, screenToken: screen.token, receipts });
}

function report({ article, sample, rules, results, quotas }: Comparison): boolean {
  const head = { what: 'As published, 11 December 2023', expected: 'article', recorded: 'recorded' };
  const headOfSample = { what: 'As simulated', expected: 'sent', recorded: 'recorded' };
  print('', 'THE BALLOTS ARE SIMULATED; the levels and figures are those of the article.', '');
  const headOfRules = { what: 'By the rules in force', expected: 'follows', recorded: 'recorded' };
  const tables = [table(head, article), table(headOfSample, sample), table(headOfRules, rules)];
  print(...tables.flatMap((lines) => [...lines, '']));
  for (const { peerGroup, status, explanation } of quotas)
    print(`Quota, ${peerGroup}: ${status}. ${explanation}`);
  // The first was decided by adding levels up, the second had a recused seat, the third is only proposed.
  for (const name of ['Chi bộ 06', 'Ủy viên 07', 'Đảng bộ xã Vĩnh Lộc']) {
    const result = results.find(({ subject }) => subject.name === name);
    print(`Why ${name}: ${result?.level ?? 'no level'}, ${result?.status ?? 'no result'}`);
    for (const { applied, rule, explanation } of result?.outcome?.trace ?? []) {
      if (applied) print(`    ${rule.id} (${rule.certainty}): ${explanation}`);
    }
  }
  const different = [...article, ...sample, ...rules].filter((row) => !isEqual(row)).length;
  print('', different === 0 ? 'All equal.' : `${different} of the rows above are NOT equal.`);
  return different === 0;
}

const delegate = conference.seats.find((seat) => seat.role === 'DELEGATE' && seat.key !== secretaryKey);

/**
 * Returns links to the pages of the screen, a delegate and the chair. Each link can be opened any number of times, because a code allows any number of
 * sign-ins.
 */
function linksOf(prepared: PreparedMeeting, address: string): string[] {
  const link = (page: string, code: string | undefined) => `${address}/${page}#code=${code ?? ''}`;
  return [
    ['screen', link('screen', prepared.screenCode)],
    [`delegate ${delegate?.fullName ?? ''}`, link('ballot', prepared.seatCodes.get(delegate?.key ?? ''))],
    ['chair', link('chair', prepared.seatCodes.get(secretaryKey))],
  ].map(([who = '', url]) => `  ${who.padEnd(23)} ${url}`);
}

async function lookAround({ prepared, run, server }: House, { apiKey }: Comparison): Promise<void> {
  if (prepared === undefined || server === undefined) return;
  const address = await server.address();
  print(
    '',
    `Still serving at ${address} until Ctrl-C. To look around:`,
    ...linksOf(prepared, address),
    `  history                 ${address}/history (under the code's field: one of the next two)`,
    `  administrator's token   ${run.adminToken}`,
    `  API key (history)       ${apiKey}`,
    `  GraphQL                 ${address}/graphql`,
  );
}

let ending = false;
/** The exit code, once the comparison is made. A signal ends the demo with it from then on, because stopping it is then the normal end. */
let finalCode: number | undefined;

/** Closes everything and ends the process. It leaves no other process and no temporary file. A second call does nothing. */
async function end(house: House, reason: Error | number): Promise<never> {
  if (ending) return new Promise<never>(() => {});
  ending = true;
  if (reason instanceof Error) console.error(`The demo failed: ${reason.message}`);
  const clients = [
    house.administrator,
    house.screen?.client,
    ...[...(house.seats?.values() ?? [])].map((one) => one.client),
  ];
  await Promise.allSettled(clients.map((client) => client?.close()));
  await house.server?.stop();
  house.run.clear();
  process.exit(reason instanceof Error ? 1 : reason);
}

async function main(): Promise<void> {
  const options = askedOf('demo').values;
  const house: House = { run: options.database === undefined ? temporaryRun() : namedRun(options.database) };
  process.on('exit', () => {
    house.server?.kill();
    house.run.clear();
  });
  // Before that the exit code is 128 plus the signal's number, as shells have it.
  process.on('SIGINT', () => void end(house, finalCode ?? 130));
  process.on('SIGTERM', () => void end(house, finalCode ?? 143));
  process.on('SIGHUP', () => void end(house, finalCode ?? 129));
  process.on('uncaughtException', (error) => void end(house, error));
  process.on(
    'unhandledRejection',
    (error) => void end(house, error instanceof Error ? error : new Error(String(error))),
  );
  try {
    print(conference.title, '', 'Simulated ballots on a published meeting. Assumptions of this sample:');
    print(...assumptions.map((assumption) => `  - ${assumption}`), '');
    const comparison = await hold(house, options);
    const allEqual = report(comparison);
    finalCode = allEqual ? 0 : 1;
    if (options.exit) await end(house, finalCode);
    await lookAround(house, comparison);
  } catch (error) {
    await end(house, error as Error);
  }
}

await main();
