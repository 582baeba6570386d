import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import type { AbstractSqliteDriver } from 'typeorm/driver/sqlite-abstract/AbstractSqliteDriver.js';
import type { Gate } from './gate.ts';
import { withAdvice } from './trouble.ts';

type Told<Result> = (error: Error | null, result: Result) => void;

interface Statement {
  all(parameters: readonly unknown[], told: Told<unknown[]>): void;
  finalize(): void;
}

/** The connection of sqlite3, which TypeORM opens and closes. */
interface Connection {
  prepare(sql: string, told: (this: Statement, error: Error | null) => void): void;
}

const maxTexts = 200;
/** How many statements of one text are kept, for queries at the same time. Further ones are prepared and finalised. */
const maxOfOneText = 8;

/**
 * A connection that only reads, directly by the driver. It prepares a statement once and uses it again, because preparing takes half of the time of a
 * query of history. Rows come as the driver makes them.
 */
export class Reader {
  readonly #source: DataSource;
  readonly #idle = new LRUCache<string, Statement[]>({
    max: maxTexts,
    dispose: (statements) => {
      for (const statement of statements.splice(0)) statement.finalize();
    },
  });
  #underWay = 0;
  /** Called when no query is under way any more. */
  #rest: (() => void) | null = null;

  private constructor(source: DataSource) {
    this.#source = source;
  }

  static async open(source: DataSource): Promise<Reader> {
    await source.initialize();
    return new Reader(source);
  }

  readonly read: Gate['read'] = (work) => work((sql, parameters) => this.query(sql, parameters));

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    this.#underWay += 1;
    try {
      const statement = this.#idle.get(sql)?.pop() ?? (await this.#prepared(sql));
      return (await this.#rows(sql, statement, parameters)) as Row[];
    } catch (error) {
      throw withAdvice(error);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#rest?.();
    }
  }

  /** Closes the connection after the queries that are under way. */
  async close(): Promise<void> {
    if (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#rest = resolve;
      });
    }
    this.#idle.clear();
    await this.#source.destroy();
  }

  #rows(sql: string, statement: Statement, parameters: readonly unknown[]): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      statement.all(parameters, (error, rows) => {
        if (error === null) {
          this.#putBack(sql, statement);
          resolve(rows);
        } else {
          statement.finalize();
          reject(error);
        }
      });
    });
  }

  #prepared(sql: string): Promise<Statement> {
    const connection: Connection = (this.#source.driver as AbstractSqliteDriver).databaseConnection;
    return new Promise((resolve, reject) => {
      connection.prepare(sql, function told(error) {
        if (error === null) resolve(this);
        else reject(error);
      });
    });
  }

  #putBack(sql: string, statement: Statement): void {
    const idle = this.#idle.get(sql) ?? [];
    if (idle.length === maxOfOneText) statement.finalize();
    else idle.push(statement);
    this.#idle.set(sql, idle);
  }
}
