import type { Clerk } from '../../clerk/clerk.ts';
import type { Doorkeeper, Pass } from '../../clerk/doorkeeper.ts';
import type { CommittedSnapshot } from '../../clerk/snapshot.ts';
import type { ThrottledBell } from '../../clerk/throttled-bell.ts';
import type { Actor } from '../../core/command.ts';
import type { Mint } from '../../core/ids.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { audienceOf, mayConcern } from '../../core/show.ts';
import { seatOf } from '../../core/state.ts';
import type { Audience } from '../../core/vocabulary.ts';
import type { History, Scope, SessionRow } from '../../history/history.ts';
import type { Printer } from '../../papers/printer.ts';
import type { Language } from '../../words/words.ts';
import { coded, unauthenticated } from '../errors.ts';
import type { Downloads, OutgoingFile } from '../files/downloads.ts';
import type { SchemaReaders } from '../limits/introspection.ts';
import { type Pacer, Turn } from '../limits/pacer.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { SignInLane } from '../limits/sign-in-lane.ts';
import type { SubscriptionCosts } from '../limits/subscription-costs.ts';
import type { Turnstile } from '../limits/turnstile.ts';
import { Loaders } from './loaders.ts';
import { adjournedSessionOf } from './mapping/adjourned-session.ts';
import { SessionView } from './mapping/session-view.ts';
import type { DownloadLink } from './types/payloads.ts';
import type { Session } from './types/session.ts';

/** What all operations share. It is made once. */
export interface Services extends RateLimits {
  readonly clerk: Clerk;
  readonly doorkeeper: Doorkeeper;
  readonly history: History;
  /** Makes ids for an import that is only tried. */
  readonly mint: Mint;
  readonly policies: readonly Policy[];
  readonly throttledBell: ThrottledBell;
  readonly turnstile: Turnstile;
  readonly pacer: Pacer;
  readonly signInLane: SignInLane;
  readonly subscriptionCosts: SubscriptionCosts;
  readonly downloads: Downloads;
  readonly printer: Printer;
  readonly schemaIsFor: SchemaReaders;
}

/** Where frames of an operation on a socket go. */
export interface FrameSink {
  /** Sends a payload that is already JSON. */
  send(payload: string): void;
}

export interface Who {
  readonly pass: Pass | null;
  readonly token: string | null;
  readonly language: Language;
  readonly address: string;
  readonly frameSink?: FrameSink;
  readonly inFrame?: boolean;
  /** Left out where the operation waits for no turn. */
  readonly turn?: Turn;
}

export interface OperationReport {
  /** Points; see cost.ts. */
  cost: number;
  /** Whether it takes so little, also at each change, that voters do not notice. */
  isLight: boolean;
  /** Whether the answer has no errors, and may be kept until something changes. */
  holds: boolean;
  /** Whether the answer can never change. */
  lasts: boolean;
  /** The fields at the operation's root, as the schema names them. */
  fields: readonly string[];
  /** The codes of errors, with the id of those that are in the log. */
  errors: readonly string[];
}

/** Who asks, in which language, and what may be shown. */
export class Context {
  readonly services: Services;
  readonly pass: Pass | null;
  /** The token as it was sent; codes and keys are derived under it. */
  readonly token: string | null;
  readonly language: Language;
  readonly address: string;
  /** Null for an operation that no socket brought. */
  readonly frameSink: FrameSink | null;
  /** Below a frame only the class of viewers is known, and history cannot be asked. */
  readonly inFrame: boolean = false;
  // Not a #field: Apollo copies the context of each operation, and a copy has no #fields.
  private readonly sessionViews = new Map<
    string,
    { snapshot: CommittedSnapshot; sessionView: SessionView }
  >();
  /** Adjourned sessions by their rows, because the results of a page are of few sessions. */
  private readonly adjourned = new WeakMap<SessionRow, Session>();
  readonly loaders: Loaders;
  /** Shared with the copies that Apollo makes. */
  readonly turn: Turn;
  readonly sinceMs = performance.now();
  /** What is known of the answer: shared with the copies that Apollo makes. */
  readonly report: OperationReport = {
    cost: 0,
    isLight: false,
    holds: false,
    lasts: false,
    fields: [],
    errors: [],
  };

  constructor(services: Services, who: Who) {
    this.services = services;
    this.pass = who.pass;
    this.token = who.token;
    this.language = who.language;
    this.address = who.address;
    this.frameSink = who.frameSink ?? null;
    this.inFrame = who.inFrame ?? false;
    this.turn = who.turn ?? new Turn(services.pacer, null);
    this.loaders = new Loaders(services.history, () => this.ownScope());
  }

  get history(): History {
    return this.services.history;
  }

  get actor(): Actor {
    return this.pass?.actor ?? { kind: 'ANONYMOUS' };
  }

  /** Throws UNAUTHENTICATED for those who have not signed in. */
  signedIn(): Actor {
    if (this.pass === null) throw unauthenticated();
    return this.pass.actor;
  }

  /** Makes a link to a file that is made for this viewer when the link is followed. */
  link(make: (context: Context) => Promise<OutgoingFile | null>): DownloadLink {
    const { pass, services, language, address } = this;
    if (pass === null) throw unauthenticated();
    const { path, expiresAtMs } = services.downloads.link({ pass, language, address }, (follower) =>
      make(new Context(services, { ...follower, token: null })),
    );
    return { __typename: 'DownloadLink', path, expiresAt: expiresAtMs };
  }

  /**
   * Reads the session as it is on disk, with the class of viewers that this one belongs to; null where the viewer may not see it. A session that the viewer
   * can never see is not read.
   */
  async look(sessionId: string): Promise<{ snapshot: CommittedSnapshot; audience: Audience } | null> {
    const snapshot = mayConcern(sessionId, this.actor) ? await this.services.clerk.look(sessionId) : null;
    if (snapshot === null) return null;
    const audience = audienceOf(snapshot.session, this.actor);
    return audience === null || !(await this.inScope(snapshot)) ? null : { snapshot, audience };
  }

  /** Reads the session as this viewer may know it now. */
  async sessionView(sessionId: string): Promise<SessionView | null> {
    const found = await this.look(sessionId);
    return found === null ? null : this.sessionViewFor(found.snapshot, found.audience);
  }

  /**
   * Reads the session as this viewer may know it now. The fields of an adjourned session that lists show come from its row. Its journal is read only for the
   * others.
   */
  async session(sessionId: string): Promise<Session | null> {
    const { kind } = this.actor;
    if (kind === 'ADMIN' || kind === 'CLIENT') {
      const row = await this.loaders.session.load(sessionId);
      if (row !== null) {
        const session = this.adjourned.get(row) ?? this.adjournedSession(row);
        this.adjourned.set(row, session);
        return session;
      }
    }
    return kind === 'CLIENT' ? null : ((await this.sessionView(sessionId))?.session() ?? null);
  }

  /** Makes an adjourned session of its row, which this viewer may see. */
  adjournedSession(row: SessionRow): Session {
    return adjournedSessionOf(row, this.loaders, async () => {
      const sessionView = await this.sessionView(row.id);
      if (sessionView === null)
        throw new Error(`session ${row.id} was read for a viewer that may not see it`);
      return sessionView.session();
    });
  }

  /** Reads the session as outside clients know it, for what a result that may be seen points to. */
  async recordView(sessionId: string): Promise<SessionView> {
    const snapshot = await this.services.clerk.look(sessionId);
    if (snapshot === null) throw new Error(`a result is of ${sessionId}, which is not there`);
    const audience = audienceOf(snapshot.session, this.actor) ?? 'CLIENT';
    if (await this.inScope(snapshot)) return this.sessionViewFor(snapshot, audience);
    return new SessionView(snapshot, 'CLIENT', this.language, this.loaders, false);
  }

  /** Makes the view of a snapshot for a class of viewers, once an operation. */
  sessionViewFor(snapshot: CommittedSnapshot, audience: Audience): SessionView {
    const key = `${snapshot.session.id} ${audience}`;
    const known = this.sessionViews.get(key);
    if (known?.snapshot === snapshot) return known.sessionView;
    const sessionView = new SessionView(snapshot, audience, this.language, this.loaders);
    this.sessionViews.set(key, { snapshot, sessionView });
    return sessionView;
  }

  private async inScope({ session }: CommittedSnapshot): Promise<boolean> {
    const { actor } = this;
    if (actor.kind !== 'CLIENT' || actor.organizationId === null) return true;
    return (await this.loaders.session.load(session.id)) !== null;
  }

  /** Returns whose results this viewer may see. Throws where history cannot be asked at all. */
  scope(): Promise<Scope> {
    if (this.inFrame) {
      throw coded(
        'BAD_USER_INPUT',
        'Results of history cannot be selected below a frame; ask for them in a query.',
      );
    }
    return this.ownScope();
  }

  private async ownScope(): Promise<Scope> {
    const { actor } = this;
    switch (actor.kind) {
      case 'ADMIN':
        return { of: 'ALL' };
      case 'CLIENT':
        return actor.organizationId === null
          ? { of: 'RECORD' }
          : { of: 'ORGANIZATION', organizationId: actor.organizationId };
      case 'SEAT': {
        const snapshot = await this.services.clerk.look(actor.sessionId);
        const role = snapshot === null ? undefined : seatOf(snapshot.session, actor.seatId)?.role;
        const may = role === 'CHAIR' || role === 'SECRETARY' || role === 'DELEGATE';
        return may ? { of: 'SESSION', sessionId: actor.sessionId } : { of: 'NONE' };
      }
      default:
        return { of: 'NONE' };
    }
  }
}
