import type { Query } from './gate.ts';
import type { KeyRing } from './keys.ts';

// Codes and keys that were replaced or revoked, a line each. The list lies beside the database, because an older copy of the database does not have them.

export interface CodeName {
  readonly sessionId: string;
  readonly seatId: string | null;
  /** The command that issued it. */
  readonly commandId: string;
}

const nameOfCode = ({ sessionId, seatId, commandId }: CodeName): string =>
  JSON.stringify(['code', sessionId, seatId, commandId]);
const nameOfKey = (keyId: string): string => JSON.stringify(['key', keyId]);

const list = 'ended';

export class Ended {
  readonly #keys: KeyRing;
  readonly #names: Set<string>;
  readonly #complain: (problem: string) => void;

  private constructor(keys: KeyRing, names: readonly string[], complain: (problem: string) => void) {
    this.#keys = keys;
    this.#names = new Set(names);
    this.#complain = complain;
  }

  static async read(keys: KeyRing, complain: (problem: string) => void): Promise<Ended> {
    return new Ended(keys, await keys.lines(list), complain);
  }

  hasCode(code: CodeName): boolean {
    return this.#names.has(nameOfCode(code));
  }

  hasKey(keyId: string): boolean {
    return this.#names.has(nameOfKey(keyId));
  }

  /** Notes what has ended, on disk when it returns. Never throws, because the database has it already. */
  async add(codes: readonly CodeName[], keyIds: readonly string[]): Promise<void> {
    const names = [...codes.map(nameOfCode), ...keyIds.map(nameOfKey)].filter((one) => !this.#names.has(one));
    if (names.length === 0) return;
    for (const one of names) this.#names.add(one);
    await this.#keys.addLines(list, names).catch((error: unknown) => {
      this.#complain(
        `What was ended could not be noted beside the database, for when a backup is restored: ${String(error)}`,
      );
    });
  }

  /** Returns the codes and keys that this database takes for good although they were ended later. A seat of null is the screens'. */
  async revivedIn(query: Query): Promise<{ readonly codes: readonly CodeName[]; readonly keyIds: string[] }> {
    const codes = await query<CodeName>(
      'SELECT session_id AS sessionId, seat_id AS seatId, command_id AS commandId FROM access_code',
    );
    const keys = await query<{ id: string }>('SELECT id FROM api_key WHERE revoked = 0');
    return {
      codes: codes.filter((code) => this.hasCode(code)),
      keyIds: keys.map(({ id }) => id).filter((id) => this.hasKey(id)),
    };
  }
}
