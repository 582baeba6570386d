import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Fate, Observer, Vitals } from '../../clerk/observer.ts';
import { errorCodes } from '../errors.ts';

/** Numbers that are read when somebody asks. */
export interface Gauges {
  readonly sockets: () => number;
  readonly followers: () => number;
  readonly subscriptions: () => number;
  readonly unsentBytes: () => number;
  readonly sessionsFollowed: () => number;
  readonly clerk: () => Vitals;
  /** 0 ready, 1 degraded, 2 draining. */
  readonly health: () => Promise<number>;
}

/** In seconds, from the speed of memory to that of a disk that is nearly too slow. */
const secondsBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The code of a socket that closed without sending one. */
const brokenOff = '1006';

/** Counts what Prometheus reads. Nothing is counted by seat, session or round, so that the numbers tell no voter and no choice from another. */
export class Metrics implements Observer {
  readonly registry = new Registry();
  readonly #commands: Counter;
  readonly #waits: Histogram;
  readonly #appends: Histogram;
  readonly #entries: Counter;
  readonly #failures: Counter;
  readonly #operations: Histogram;
  readonly #errors: Counter;
  readonly #frames: Counter;
  readonly #deliveries: Counter;
  readonly #closed: Counter;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    // These gauges have names of counters, which promtool reports. Each is there by kind as well, without "_total".
    for (const what of ['handles', 'requests', 'resources'])
      this.registry.removeSingleMetric(`nodejs_active_${what}_total`);
    const counter = (name: string, help: string, labelNames: string[] = []) =>
      new Counter({ name, help, labelNames, registers });
    const seconds = (name: string, help: string, labelNames: string[] = []) =>
      new Histogram({ name, help, labelNames, registers, buckets: secondsBuckets });
    this.#commands = counter('hoinghi_commands_total', 'Commands by what became of them.', [
      'command',
      'fate',
    ]);
    this.#waits = seconds('hoinghi_command_seconds', 'From a command’s arrival to its answer.', ['command']);
    this.#appends = seconds('hoinghi_append_seconds', 'Writing a transaction, synced to disk.');
    this.#entries = counter('hoinghi_entries_total', 'Entries written into journals.');
    this.#failures = counter(
      'hoinghi_append_failures_total',
      'Transactions that failed; each is tried again.',
    );
    this.#operations = seconds('hoinghi_operation_seconds', 'Queries and mutations.', ['transport']);
    this.#errors = counter('hoinghi_errors_total', 'Errors that left in answers, by code.', ['code']);
    this.#frames = counter('hoinghi_frames_total', 'Frames made; each is sent to all who follow the same.');
    this.#deliveries = counter('hoinghi_frame_deliveries_total', 'Frames handed to sockets.');
    this.#closed = counter('hoinghi_sockets_closed_total', 'Websockets that closed, by code.', ['code']);
    // Counters begin at 0, because an alert sees a count grow only from a value that was there before.
    for (const code of errorCodes) this.#errors.inc({ code }, 0);
    this.#closed.inc({ code: brokenOff }, 0);
  }

  answered(command: string, fate: Fate, waitedMs: number): void {
    this.#commands.inc({ command, fate });
    this.#waits.observe({ command }, waitedMs / 1_000);
  }

  appended(entries: number, tookMs: number): void {
    this.#entries.inc(entries);
    this.#appends.observe(tookMs / 1_000);
  }

  appendFailed(): void {
    this.#failures.inc();
  }

  operation(transport: 'http' | 'websocket', tookMs: number): void {
    this.#operations.observe({ transport }, tookMs / 1_000);
  }

  error(code: string): void {
    this.#errors.inc({ code });
  }

  frame(): void {
    this.#frames.inc();
  }

  delivered(): void {
    this.#deliveries.inc();
  }

  socketClosed(code: number): void {
    this.#closed.inc({ code: String(code) });
  }

  /** Adds the gauges. Call it once, when their sources exist. */
  watch(of: Gauges): void {
    const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        async collect() {
          this.set(await read());
        },
      });
    gauge('hoinghi_sockets', 'Open websockets.', of.sockets);
    gauge('hoinghi_followers', 'Followers of sessionWatch.', of.followers);
    gauge(
      'hoinghi_subscriptions',
      'Operations under way on websockets, followers included.',
      of.subscriptions,
    );
    gauge(
      'hoinghi_unsent_bytes',
      'Sent on websockets and not yet taken by the network: clients that read slowly.',
      of.unsentBytes,
    );
    gauge('hoinghi_sessions_followed', 'Sessions whose news somebody waits for.', of.sessionsFollowed);
    gauge('hoinghi_queue_length', 'Commands that wait to be decided.', () => of.clerk().waiting);
    gauge(
      'hoinghi_queue_oldest_seconds',
      'How long the first of them has waited.',
      () => of.clerk().oldestWaitedMs / 1_000,
    );
    gauge(
      'hoinghi_sessions_in_memory',
      'Sessions whose present state is in memory.',
      () => of.clerk().sessionsInMemory,
    );
    gauge('hoinghi_health', '0 ready, 1 degraded, 2 draining; /health says why.', of.health);
  }
}
