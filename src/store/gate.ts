import { statSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { StoreAway } from '../clerk/ports.ts';
import { advised, withAdvice } from './trouble.ts';

/** One statement at a time on one connection. */
export type Query = <Row = unknown>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/** Reads by one or more statements, on whatever connection. */
export type Read = <Result>(work: (query: Query) => Promise<Result>) => Promise<Result>;

/**
 * The only way to the connection that writes. TypeORM gives SQLite one shared query runner, so whatever is under way there
 * excludes everything else: first come, first served.
 */
export class Gate {
  readonly #dataSource: DataSource;
  readonly #pragmas: readonly string[];
  #last: Promise<unknown> = Promise.resolve();
  /** Whether the connection is open and every pragma is in force. */
  #ready = false;
  /** Throws where the database's path leads elsewhere by now. */
  #inPlace = () => {};

  private constructor(dataSource: DataSource, pragmas: readonly string[]) {
    this.#dataSource = dataSource;
    this.#pragmas = pragmas;
  }

  static async open(
    dataSource: DataSource,
    pragmas: readonly string[],
    file: string | null = null,
  ): Promise<Gate> {
    const gate = new Gate(dataSource, pragmas);
    await gate.#connect();
    if (file !== null) gate.#inPlace = stays(file);
    return gate;
  }

  async #connect(): Promise<void> {
    await advised(async () => {
      await this.#dataSource.initialize();
      for (const pragma of this.#pragmas) await this.#dataSource.query(pragma);
    });
    this.#ready = true;
  }

  read<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#pass(() => work(this.#query));
  }

  /** All of the work is on disk when it returns; when it throws before the commit, nothing is. */
  write<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#pass(async () => {
      await this.#query('BEGIN IMMEDIATE');
      let committing = false;
      try {
        const result = await work(this.#query);
        this.#inPlace();
        committing = true;
        await this.#query('COMMIT');
        return result;
      } catch (error) {
        const rolledBack = await this.#query('ROLLBACK').then(
          () => true,
          () => false,
        );
        // After a failed commit the connection's own idea of the database may be wrong: it is opened anew.
        if (committing || !rolledBack) this.#ready = false;
        throw error;
      }
    });
  }

  close(): Promise<void> {
    const closed = this.#last.then(() => this.#dataSource.destroy());
    this.#last = closed.catch(() => undefined);
    return closed;
  }

  /** Errors leave without the statement and its parameters, which may hold what nobody must read, and with what to do. */
  readonly #query: Query = async (sql, parameters = []) => {
    try {
      return await this.#dataSource.query(sql, [...parameters]);
    } catch (error) {
      throw withAdvice(error);
    }
  };

  #pass<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(async () => {
      if (!this.#ready) {
        await this.#dataSource.destroy().catch(() => undefined);
        await this.#connect();
      }
      return work();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** What is written to a file that was moved, removed or replaced is on disk, and nobody will find it. */
function stays(file: string): () => void {
  const id = () => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found && `${found.dev} ${found.ino}`;
  };
  const opened = id();
  return () => {
    if (id() === opened) return;
    throw new StoreAway(
      `${file} was moved, removed or replaced while the server has it open. Put it back, or stop the server.`,
      'MOVED',
    );
  };
}
