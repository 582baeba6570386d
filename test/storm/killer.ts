import { setTimeout as after } from 'node:timers/promises';
import type { SettableClock } from '../faults/clock.ts';
import type { Power } from '../faults/power.ts';
import type { Chance } from '../support/chance.ts';
import type { Audit } from './audit.ts';
import type { Run } from './server.ts';
import { letGo, toldOf, type World } from './world.ts';

// When a server is killed. Most kills are to fall while ballots are on their way: those that the server has and has not answered are
// where a promise breaks.

const startShare = 0.08;
const anyTimeShare = 0.12;
const receiptShare = 0.3;
/** Of the time that the last answer took. */
const longestUndisturbed = 10;
const longestFlight = 1.5;
/** A life gives as many receipts first: without any the meetings would not go on. */
const maxReceiptsPassed = 60;
/** What a kill is aimed at may not come soon: from then on it takes the next ballot. */
const patienceMs = 10_000;
const maxWaitedMs = 60_000;
/** Accepted commands that are sent again at a time: more of them would take the server's short lives for themselves. */
const maxRepeating = 10;

/** Of the power cuts: those that come instead of a sync, of one of the next few, if it comes soon. */
const cutAtSyncShare = 0.75;
const maxSyncsPassed = 4;
const longestCutMs = 500;

/** Before so many of the lives the machine's clock is set, and in as many while people vote. */
const clockShare = 0.075;
/** In seconds ahead of the true time: by hours, because a token that lasts a day must not end by it. */
const clocks = [0, -3_600, 3_600, 7_200];

/** Moments that come seldom. When one comes it is struck with this chance, whatever the kill was aimed at. */
const seldomChance = 0.25;
const seldom: Readonly<Record<string, string>> = {
  'SENT closeRound': 'while closing',
  'ANSWERED closeRound': 'after closing',
  'SENT voidRound': 'while voiding',
  'SENT openRound': 'while opening',
  'SENT prepareSession': 'while preparing',
  'SENT adjournSession': 'while adjourning',
  'SENT issueAccessCode': 'while issuing a code',
  'SENT createApiKey': 'while making a key',
};

interface Aim {
  readonly name: 'while starting' | 'at any time' | 'at a receipt' | 'among ballots';
  /** Receipts that pass first. */
  readonly receipts: number;
}

function drawAim(chance: Chance): Aim {
  const share = chance.share();
  const receipts = chance.below(maxReceiptsPassed);
  if (share < startShare) return { name: 'while starting', receipts: 0 };
  if (share < startShare + anyTimeShare) return { name: 'at any time', receipts: 0 };
  const name = share < startShare + anyTimeShare + receiptShare ? 'at a receipt' : 'among ballots';
  return { name, receipts };
}

export interface Toll {
  /** Kills by what they hit. */
  readonly hits: { readonly [what: string]: number };
  /** Kills while ballots were on their way, and those ballots. */
  readonly killsAmongBallots: number;
  readonly ballotsInFlight: number;
  /** Of those ballots: on disk when their server was dead, and nobody told. */
  readonly receiptsLost: number;
  /** Kills at which the power went. */
  readonly powerCuts: number;
  /** Of them: those that took something, and what they took: sectors of files, and names. */
  readonly powerCutsThatTook: number;
  readonly sectorsTaken: number;
  readonly namesTaken: number;
  /** How often the machine's clock was set. */
  readonly clockJumps: number;
}

/** What the machine does beside the kills. */
export interface Machine {
  /** Null where every kill leaves the system's cache whole. */
  readonly power: Power | null;
  readonly clock: SettableClock;
}

export class Killer {
  readonly #world: World;
  readonly #audit: Audit;
  readonly #chance: Chance;
  readonly #machine: Machine;
  readonly #hits: { [what: string]: number } = {};
  #killsAmongBallots = 0;
  #ballotsInFlight = 0;
  #receiptsLost = 0;
  readonly #taken = { powerCuts: 0, powerCutsThatTook: 0, sectorsTaken: 0, namesTaken: 0 };
  #clockJumps = 0;
  #clock = 0;
  /** Ballots that were on their way when a server died, until the files are looked at. */
  #unanswered: readonly string[] = [];
  /** Of the life that is under way: whether it ends with the power, and its end, once that has begun. */
  #isCut = false;
  #killing: Promise<void> | null = null;
  /** How long the last start took. */
  #startMs = 500;

  constructor(world: World, audit: Audit, chance: Chance, machine: Machine) {
    this.#world = world;
    this.#audit = audit;
    this.#chance = chance;
    this.#machine = machine;
  }

  get toll(): Toll {
    return {
      hits: this.#hits,
      killsAmongBallots: this.#killsAmongBallots,
      ballotsInFlight: this.#ballotsInFlight,
      receiptsLost: this.#receiptsLost,
      ...this.#taken,
      clockJumps: this.#clockJumps,
    };
  }

  /** One life of the server: started, looked at, let to people, killed as it was aimed; then the power goes, or does not. */
  async strike(run: Run, isCut: boolean): Promise<void> {
    const world = this.#world;
    this.#isCut = isCut;
    this.#killing = null;
    const died = run.ended.then(({ code, err }) => {
      if (code !== null) return world.fault(`the server ended by itself with ${code}: ${err}`);
      // That a clock was set is said. Anything else would accuse somebody who did nothing.
      for (const line of err.split('\n'))
        if (line !== '' && !line.includes("machine's clock jumped"))
          world.fault(`the server complained: ${line}`);
    });
    const hit = await Promise.race([this.#live(run), died.then(() => 'by itself')]);
    world.onMoment = () => {};
    await this.#kill(run);
    world.down();
    await died;
    world.kills += 1;
    if (isCut) this.#cutPower();
    else this.#machine.power?.settleLong();
    this.#hits[hit] = (this.#hits[hit] ?? 0) + 1;
  }

  #setClock(chance: Chance): void {
    this.#clock = chance.of(clocks.filter((one) => one !== this.#clock));
    this.#machine.clock.set(this.#clock);
    this.#clockJumps += 1;
  }

  #cutPower(): void {
    const lost = this.#machine.power?.lose(this.#chance.branch());
    if (lost === undefined) return;
    this.#taken.powerCuts += 1;
    this.#taken.sectorsTaken += lost.sectors;
    this.#taken.namesTaken += lost.names;
    if (lost.sectors + lost.sizes + lost.names > 0) this.#taken.powerCutsThatTook += 1;
  }

  /** In this very turn; where the power goes, mostly in the middle of what is being written, at one of the next syncs. */
  #kill(run: Run): Promise<void> {
    this.#killing ??= this.#end(run);
    return this.#killing;
  }

  async #end(run: Run): Promise<void> {
    const world = this.#world;
    const asked = world.ballotsInFlight();
    if (this.#machine.power !== null && this.#isCut && this.#chance.is(cutAtSyncShare)) {
      this.#machine.power.cutAtSync(1 + this.#chance.below(maxSyncsPassed));
      await Promise.race([run.ended, after(longestCutMs)]);
    }
    run.kill('SIGKILL');
    const inFlight = asked.filter((commandId) => world.isPending(commandId));
    this.#unanswered = [...this.#unanswered, ...inFlight];
    this.#ballotsInFlight += inFlight.length;
    if (inFlight.length > 0) this.#killsAmongBallots += 1;
  }

  /** Until the moment to kill it has come; says which. */
  async #live(run: Run): Promise<string> {
    const world = this.#world;
    // Of its own: what one life draws does not move where the next one is aimed.
    const chance = this.#chance.branch();
    const aim = drawAim(chance);
    const [isClockSetBefore, isClockSetMeanwhile] = [chance.is(clockShare), chance.is(clockShare)];
    if (isClockSetBefore) this.#setClock(chance);
    const sinceMs = performance.now();
    run.open();
    if (aim.name === 'while starting') {
      await after(chance.share() * this.#startMs);
      return aim.name;
    }
    const address = await run.address;
    this.#startMs = performance.now() - sinceMs;
    for (const fault of await this.#audit.look(world.promised)) world.fault(fault);
    this.#receiptsLost += this.#unanswered.filter((commandId) => this.#audit.isWritten({ commandId })).length;
    this.#unanswered = [];
    if (world.faults.length > 0) return 'for what was found';
    const struck = this.#aimAt(aim, chance, run);
    world.up(address);
    if (isClockSetMeanwhile) this.#setClock(chance);
    while (world.repeating < maxRepeating && world.promised.length > 0) repeatOne(world);
    return struck;
  }

  /** Resolves when the aim was hit, or a moment that comes seldom, or in the end whatever ballot is sent. */
  #aimAt({ name, receipts }: Aim, chance: Chance, run: Run): Promise<string> {
    const world = this.#world;
    return new Promise((hit) => {
      let left = receipts;
      let hurried = false;
      const timers = [
        setTimeout(() => {
          hurried = true;
          strikeBallots();
        }, patienceMs),
        setTimeout(() => hit('while nobody voted'), maxWaitedMs),
      ];
      const strike = (what: string, inMs: number) => {
        for (const timer of timers) clearTimeout(timer);
        world.onMoment = () => {};
        if (inMs === 0) void this.#kill(run);
        setTimeout(() => hit(what), inMs);
      };
      // The power goes by what the server does next.
      const inFlightMs = () => (this.#isCut ? 0 : chance.share() * longestFlight * world.answerMs);
      const strikeBallots = () => {
        const due = hurried || (left <= 0 && name === 'among ballots');
        if (due && world.ballotsInFlight().length > 0) strike('among ballots', inFlightMs());
      };
      if (name === 'at any time') {
        const inMs = chance.share() * longestUndisturbed * world.answerMs;
        timers.push(setTimeout(() => strike(name, 0), inMs));
      }
      world.onMoment = (moment, field) => {
        const now = `${moment} ${field}`;
        const rare = seldom[now];
        if (rare !== undefined && chance.is(seldomChance))
          return strike(rare, moment === 'SENT' ? inFlightMs() : 0);
        if (now === 'ANSWERED castBallot') {
          left -= 1;
          if (left <= 0 && name === 'at a receipt') return strike(name, 0);
        }
        strikeBallots();
      };
    });
  }
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
      if (!/UNAUTHENTICATED|4403/.test(toldOf(error))) world.fault(`a repetition: ${toldOf(error)}`);
    })
    .finally(() => {
      world.repeating -= 1;
      return letGo(client);
    });
}
