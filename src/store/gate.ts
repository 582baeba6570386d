import { statSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { StoreAway } from '../clerk/ports.ts';
import { advised, withAdvice } from './trouble.ts';

/** Runs one statement at a time on one connection. */
export type Query = <Row = unknown>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/** Reads by one or more statements on one connection. */
export type Read = <Result>(work: (query: Query) => Promise<Result>) => Promise<Result>;

/**
 * The only way to the connection that writes. Work is done one after the other, in the order of arrival, because TypeORM gives SQLite one shared query
 * runner.
 */
export class Gate {
  readonly #dataSource: DataSource;
  readonly #pragmas: readonly string[];
  #last: Promise<unknown> = Promise.resolve();
  /** Whether the connection is open and every pragma is in force. */
  #ready = false;
  /** Throws where the database's path now leads to another file. */
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

  /** Does the work in one transaction, which is on disk when it returns. Nothing is written where it throws before the commit. */
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
        // The connection is opened anew after a failed commit, because it may take the database for other than it is.
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

  /** Errors leave with advice, and without the statement and its parameters, which may hold secrets. */
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

/** Returns a check that the file is still the one at its path, because writes to a moved or removed file would be lost. */
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
