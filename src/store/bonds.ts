import { createHmac } from 'node:crypto';
import type { Gate } from './gate.ts';
import type { KeyRing } from './keys.ts';

// [S6] Each row of a code, token or key is bound, under the pepper, to the holder that it lets in. So somebody who can write the database and does not have
// the pepper can neither add a row nor give a row another seat.

export interface CodeBond {
  readonly hash: string;
  readonly sessionId: string;
  readonly seatId: string | null;
  readonly commandId: string;
}

export interface TokenBond {
  readonly hash: string;
  readonly codeHash: string;
  readonly sessionId: string;
  readonly seatId: string | null;
  readonly expiresAtMs: number;
}

export interface KeyBond {
  readonly hash: string;
  readonly keyId: string;
  readonly organizationId: string | null;
}

const maxTold = 1_000;
const marker = 'bonds';

export class Bonds {
  readonly #pepper: () => Promise<Buffer>;
  readonly #complain: (problem: string) => void;
  readonly #told = new Set<string>();
  /** One promise for all callers, because two callers that look for the pepper at once would both make one. */
  #found: Promise<Buffer> | null = null;

  constructor(pepper: () => Promise<Buffer>, complain: (problem: string) => void) {
    this.#pepper = pepper;
    this.#complain = complain;
  }

  ofCode({ hash, sessionId, seatId, commandId }: CodeBond): Promise<string> {
    return this.#of('code', hash, sessionId, seatId, commandId);
  }

  ofToken({ hash, codeHash, sessionId, seatId, expiresAtMs }: TokenBond): Promise<string> {
    return this.#of('token', hash, codeHash, sessionId, seatId, expiresAtMs);
  }

  ofKey({ hash, keyId, organizationId }: KeyBond): Promise<string> {
    return this.#of('key', hash, keyId, organizationId);
  }

  async #of(...parts: readonly (string | number | null)[]): Promise<string> {
    const key = await this.#key();
    return createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
  }

  #key(): Promise<Buffer> {
    this.#found ??= this.#pepper().catch((error: unknown) => {
      this.#found = null;
      throw error;
    });
    return this.#found;
  }

  /** Reports a row that is not bound to its holder, once. Returns null. */
  refused(what: string, hash: string): null {
    if (this.#told.size < maxTold && !this.#told.has(hash)) {
      this.#told.add(hash);
      this.#complain(
        `${what} in the database is not as this server wrote it, and lets nobody in: somebody changed the file. Keep it, and find out who could.`,
      );
    }
    return null;
  }

  /**
   * Binds the rows as they are, once for each pepper, in a database from before there were bonds or one that came without its key folder. Beside the pepper is
   * noted that it was done, so that somebody who writes the database cannot have it done again.
   */
  async fill(gate: Gate, keys: KeyRing): Promise<void> {
    const done = createHmac('sha256', await this.#key())
      .update(marker)
      .digest();
    if ((await keys.find(marker))?.equals(done) === true) return;
    await gate.write(async (query) => {
      for (const row of await query<CodeBond>(
        'SELECT hash, session_id AS sessionId, seat_id AS seatId, command_id AS commandId FROM access_code',
      )) {
        await query('UPDATE access_code SET bond = ? WHERE hash = ?', [await this.ofCode(row), row.hash]);
      }
      for (const row of await query<TokenBond>(
        `SELECT hash, code_hash AS codeHash, session_id AS sessionId, seat_id AS seatId, expires_at_ms AS expiresAtMs
         FROM access_token`,
      )) {
        await query('UPDATE access_token SET bond = ? WHERE hash = ?', [await this.ofToken(row), row.hash]);
      }
      for (const row of await query<KeyBond>(
        'SELECT hash, id AS keyId, organization_id AS organizationId FROM api_key',
      )) {
        await query('UPDATE api_key SET bond = ? WHERE hash = ?', [await this.ofKey(row), row.hash]);
      }
    });
    await keys.keep(marker, done);
  }
}
