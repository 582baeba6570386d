import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Actor } from '../core/command.ts';
import type { CodeDeriver } from './answer.ts';
import { accessCode, apiKey, codeHash, issuingKey, looksLikeKey, readCode, tokenHash } from './codes.ts';
import type { Access, CodeUseRow, Holder, KeyRow } from './ports.ts';
import type { ServerClock } from './time.ts';

// Exchanges codes for tokens and tokens for actors, and ends both.

/** What a token opens, and for whom. Sockets hold a pass and are told when it ends. */
export interface Pass {
  readonly actor: Actor;
  /** Names the token without giving it away. */
  readonly hash: string;
  readonly expiresAtMs: number | null;
  /** The same by the monotonic clock, so that setting the machine's clock does not change it. */
  readonly endsAtMs: number | null;
  /** Called once, when the pass is ended before it expires. */
  readonly onEnd: Set<() => void>;
}

export interface Ended {
  /** Of one seat, or with null of screens. */
  readonly sessionId?: string;
  readonly seatId?: string | null;
  readonly keyId?: string;
}

export interface DoorkeeperOptions {
  readonly access: Access;
  /** At least 32 characters. */
  readonly adminToken: string;
  /** 32 bytes, kept outside the database. */
  readonly pepper: Buffer;
  /** 32 bytes, kept in the same place. Codes and keys are derived under it and the asker's token. */
  readonly issuing: Buffer;
  readonly clock: Pick<ServerClock, 'nowMs' | 'monotonicMs'>;
  /** Called for faults that no caller is told of. */
  readonly complain: (problem: string, error: unknown) => void;
}

export const minTokenLength = 32;
export const tokenLifetimeMs = 24 * 60 * 60 * 1_000;
/** A token that ends later than this was made while the clock was wrong. It is two lifetimes, because a clock may be set back by some hours. */
const farthestEndMs = 2 * tokenLifetimeMs;
const maxRemembered = 50_000;
/** How often the last use of a key is written. */
const useIntervalMs = 60_000;
/** How often expired tokens are removed. */
const removalIntervalMs = 60 * 60 * 1_000;

export class Doorkeeper {
  readonly #options: DoorkeeperOptions;
  readonly #adminHash: string;
  readonly #passes = new Map<string, Pass>();
  /** When the use of a key was last written, by the monotonic clock. */
  readonly #usesWritten = new Map<string, number>();
  /** When expired tokens were last removed, by the monotonic clock. */
  #removedMs = Number.NEGATIVE_INFINITY;
  /** Counts what has ended. An answer of the store is used only if this did not change while the store was asked. */
  #endings = 0;

  constructor(options: DoorkeeperOptions) {
    this.#options = options;
    if (options.adminToken.length < minTokenLength) throw new Error('the administrator’s token is too short');
    this.#adminHash = tokenHash(options.adminToken);
  }

  /** Makes a token for an access code; null where the code opens nothing. `admit` gets the hash of a code that opens something, and may throw. */
  async signIn(
    typed: string,
    admit: (codeHash: string) => Promise<void> = async () => {},
  ): Promise<{ readonly token: string; readonly pass: Pass } | null> {
    const good = await this.#goodCode(typed);
    if (good === null) return null;
    const { access, clock } = this.#options;
    const { holder, hash: byCode } = good;
    await admit(byCode);
    this.#removeExpired();
    const token = randomBytes(32).toString('base64url');
    const hash = tokenHash(token);
    const atMs = clock.nowMs();
    const expiresAtMs = atMs + tokenLifetimeMs;
    const endsAtMs = clock.monotonicMs() + tokenLifetimeMs;
    const endings = this.#endings;
    // The code may have been replaced after it was looked up, and again after its token was written.
    if (!(await access.addToken({ hash, holder, codeHash: byCode, expiresAtMs, atMs }))) return null;
    const pass =
      endings === this.#endings
        ? this.#remember({ actor: holder, hash, expiresAtMs, endsAtMs, onEnd: new Set() })
        : await this.passOf(token);
    return pass === null ? null : { token, pass };
  }

  /** Returns the hash of an access code that opens something; null where it opens nothing. This does not count as a use. */
  async hashOfGoodCode(typed: string): Promise<string | null> {
    return (await this.#goodCode(typed))?.hash ?? null;
  }

  async #goodCode(typed: string): Promise<{ readonly hash: string; readonly holder: Holder } | null> {
    const code = readCode(typed);
    if (code === null) return null;
    const { access, pepper } = this.#options;
    const hash = codeHash(pepper, code);
    const holder = await access.holderOfCode(hash);
    return holder === null ? null : { hash, holder };
  }

  /** Returns the pass of the administrator's token, or of a token or key that is in memory, without asking the store; null for others. */
  met(token: string): Pass | null {
    const pass = this.#known(tokenHash(token));
    return pass !== undefined && this.isLive(pass) ? pass : null;
  }

  #known(hash: string): Pass | undefined {
    const known = this.#passes.get(hash);
    if (known !== undefined) return known;
    if (!timingSafeEqual(Buffer.from(hash), Buffer.from(this.#adminHash))) return undefined;
    return this.#remember({ actor: { kind: 'ADMIN' }, hash, ...lasting, onEnd: new Set() });
  }

  /** Returns the pass of a token or key; null where it opens nothing. */
  async passOf(token: string): Promise<Pass | null> {
    const hash = tokenHash(token);
    const known = this.#known(hash);
    if (known !== undefined) return this.isLive(known) ? known : null;
    for (;;) {
      const endings = this.#endings;
      const pass = await this.#kept(token, hash);
      if (endings !== this.#endings) continue;
      if (pass === null || this.#hasEnded(pass)) return null;
      return this.#passes.get(hash) ?? this.#remember(pass);
    }
  }

  /** Looks a token up in the store. This happens once for nearly every token. */
  async #kept(token: string, hash: string): Promise<Pass | null> {
    const { access } = this.#options;
    const onEnd = new Set<() => void>();
    const key = looksLikeKey(token) ? await access.key(hash) : null;
    if (key !== null) return { actor: { kind: 'CLIENT', ...key }, hash, ...lasting, onEnd };
    const kept = await access.token(hash);
    if (kept === null) return null;
    const { clock } = this.#options;
    const { holder: actor, expiresAtMs } = kept;
    const endsAtMs = clock.monotonicMs() + leftMs(expiresAtMs, clock.nowMs());
    return { actor, hash, expiresAtMs, endsAtMs, onEnd };
  }

  /** Says whether a pass still opens anything. It is asked before every operation and every frame. */
  isLive(pass: Pass): boolean {
    return this.#passes.get(pass.hash) === pass && !this.#hasEnded(pass);
  }

  #hasEnded({ endsAtMs }: Pass): boolean {
    return endsAtMs !== null && endsAtMs <= this.#options.clock.monotonicMs();
  }

  /** Returns how long a pass lasts, if nothing ends it before; null for one without an end. */
  leftMs({ endsAtMs }: Pass): number | null {
    return endsAtMs === null ? null : Math.max(0, endsAtMs - this.#options.clock.monotonicMs());
  }

  /** Notes that a pass was used. The use of a key is written to the minute, in the background. */
  noteUse({ actor }: Pass): void {
    if (actor.kind !== 'CLIENT') return;
    const { keyId } = actor;
    const { clock } = this.#options;
    const sinceMs = clock.monotonicMs();
    if (sinceMs < (this.#usesWritten.get(keyId) ?? Number.NEGATIVE_INFINITY) + useIntervalMs) return;
    this.#usesWritten.set(keyId, sinceMs);
    this.#options.access.keyUsed(keyId, clock.nowMs()).catch((error: unknown) => {
      this.#usesWritten.delete(keyId);
      this.#options.complain(`the use of ${keyId} could not be written down`, error);
    });
  }

  /** [C9] Removes expired tokens in the background, so that only those of two days stay. Tokens that ended today stay, because the clock may be ahead. */
  #removeExpired(): void {
    const { access, clock, complain } = this.#options;
    const sinceMs = clock.monotonicMs();
    if (sinceMs < this.#removedMs + removalIntervalMs) return;
    this.#removedMs = sinceMs;
    access.removeExpired(clock.nowMs() - tokenLifetimeMs).catch((error: unknown) => {
      complain('tokens that expired could not be removed', error);
    });
  }

  /** Returns how the code of each seat, and of the screens, was used since it was issued. */
  codeUses(sessionId: string): Promise<readonly CodeUseRow[]> {
    return this.#options.access.codeUses(sessionId);
  }

  /** Returns every key that was ever made, with its last use. */
  keys(): Promise<readonly KeyRow[]> {
    return this.#options.access.keys();
  }

  async signOut(pass: Pass): Promise<void> {
    await this.#options.access.removeToken(pass.hash);
    this.#endings += 1;
    if (pass.actor.kind !== 'ADMIN' && pass.actor.kind !== 'CLIENT') this.#end(pass);
  }

  /** Ends the passes of a seat, of a session's screens or of a key. The store has removed them already. */
  end(ended: Ended): void {
    this.#endings += 1;
    for (const pass of [...this.#passes.values()]) {
      const { actor } = pass;
      const ofKey = actor.kind === 'CLIENT' && actor.keyId === ended.keyId;
      const ofSeat =
        actor.kind === 'SEAT' && actor.sessionId === ended.sessionId && actor.seatId === ended.seatId;
      const ofScreens =
        actor.kind === 'SCREEN' && actor.sessionId === ended.sessionId && ended.seatId === null;
      if (ofKey || ofSeat || ofScreens) this.#end(pass);
    }
  }

  /** Returns what derives the codes and keys of commands under this token. */
  codeDeriver(token: string): CodeDeriver {
    const { pepper, issuing } = this.#options;
    const under = issuingKey(issuing, token);
    return {
      codeHash: (commandId, seatId) => codeHash(pepper, accessCode(under, commandId, seatId)),
      keyHash: (commandId) => tokenHash(apiKey(under, commandId)),
    };
  }

  /**
   * [C10] Returns the codes that these commands issued under this token, by seat id or null for the screens. Leaves out codes that are still good and
   * that another token issued.
   */
  async codesFrom(
    origins: ReadonlyMap<string | null, string>,
    sessionId: string,
    token: string,
  ): Promise<ReadonlyMap<string | null, string>> {
    const { access, pepper } = this.#options;
    const good = new Map((await access.codesOf(sessionId)).map((grant) => [grant.seatId, grant]));
    const codes = new Map<string | null, string>();
    for (const [seatId, commandId] of origins) {
      const [code, former] = this.#under(token).map((under) => accessCode(under, commandId, seatId));
      const grant = good.get(seatId);
      // A code that was replaced opens nothing, and its hash is not stored any more.
      const mine =
        grant?.commandId === commandId
          ? [code, former].find((one) => grant.hash === codeHash(pepper, one ?? ''))
          : code;
      if (mine !== undefined) codes.set(seatId, mine);
    }
    return codes;
  }

  /** [C10] Returns the key that this command made under this token; null where another token made it. */
  async keyFrom(keyId: string, commandId: string, token: string): Promise<string | null> {
    const hash = await this.#options.access.keyHash(keyId);
    const keys = this.#under(token).map((under) => apiKey(under, commandId));
    return keys.find((key) => tokenHash(key) === hash) ?? null;
  }

  /** Returns what this token derives under, now and in former versions, so that codes that were issued then are given again too. */
  #under(token: string): readonly (Buffer | string)[] {
    return [issuingKey(this.#options.issuing, token), token];
  }

  #remember(pass: Pass): Pass {
    this.#passes.set(pass.hash, pass);
    if (this.#passes.size > maxRemembered) {
      for (const one of this.#passes.values()) {
        if (one.onEnd.size > 0) continue;
        this.#passes.delete(one.hash);
        break;
      }
    }
    return pass;
  }

  #end(pass: Pass): void {
    this.#passes.delete(pass.hash);
    for (const listener of [...pass.onEnd]) listener();
    pass.onEnd.clear();
  }
}

/** The end of a pass that lasts until it is ended. */
const lasting = { expiresAtMs: null, endsAtMs: null } as const;

/** [C9] Returns what is left of a token by its row: nothing where it was made while the clock was wrong. */
function leftMs(expiresAtMs: number, nowMs: number): number {
  const untilMs = expiresAtMs - nowMs;
  return untilMs > farthestEndMs ? 0 : Math.min(untilMs, tokenLifetimeMs);
}
