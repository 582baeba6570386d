import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { parseId } from '../../../core/ids.ts';
import { coded } from '../../errors.ts';
import type { Context } from '../context.ts';
import { organizationOf, personOf, policyOf } from '../mapping/references.ts';
import { resultOf } from '../mapping/result.ts';
import type { SessionView } from '../mapping/session-view.ts';
import { connectionOf, PageArgs, pageRequest } from '../pagination.ts';
import { SessionConnection } from '../types/connections.ts';
import { SessionFilter } from '../types/filters.ts';
import { Session } from '../types/session.ts';
import { Viewer } from '../types/viewer.ts';
import { Node } from '../types/wire.ts';

@Resolver()
export class SessionResolver {
  @Query(() => Viewer, { description: 'Who asks.' })
  viewer(@Ctx() context: Context): Viewer {
    return viewerOf(context);
  }

  @Query(() => Session, {
    nullable: true,
    description: 'Null where there is none, or where the viewer may not see it.',
  })
  async session(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'Which session.' }) id: string,
  ): Promise<Session | null> {
    return context.session(id);
  }

  @Query(() => SessionConnection, { description: 'Sessions that the viewer may see, newest first.' })
  async sessions(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => SessionFilter, {
      nullable: true,
      description: 'Which sessions; without it all that the viewer may see.',
    })
    filter?: SessionFilter | null,
  ): Promise<SessionConnection> {
    const { actor } = context;
    const inside = actor.kind === 'SEAT' || actor.kind === 'SCREEN';
    const scope = inside ? ({ of: 'SESSION', sessionId: actor.sessionId } as const) : await context.scope();
    const query = {
      scope,
      organizationId: filter?.organizationId ?? null,
      status: filter?.status ?? null,
      year: filter?.year ?? null,
      adjournedOnly: actor.kind === 'CLIENT',
    };
    const rows = await context.history.sessions(pageRequest(page), query);
    return connectionOf(rows, (row) =>
      row.status === 'ADJOURNED'
        ? context.adjournedSession(row)
        : async () => {
            const sessionView = await context.sessionView(row.id);
            if (sessionView === null)
              throw new Error(`session ${row.id} was listed for a viewer that may not see it`);
            return sessionView.session();
          },
    );
  }

  @Query(() => Node, {
    nullable: true,
    description: 'Anything that has an id; null where it may not be known.',
  })
  node(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The id of any node.' }) id: string,
  ): Promise<Node | null> {
    return nodeOf(context, id);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'As `node`, of each id in its order; at most 100.',
  })
  nodes(
    @Ctx() context: Context,
    @Arg('ids', () => [ID], { description: 'At most 100.' }) ids: readonly string[],
  ): Promise<readonly (Node | null)[]> {
    if (ids.length > maxNodes) throw coded('BAD_USER_INPUT', `nodes takes at most ${maxNodes} ids.`);
    return Promise.all(ids.map((id) => nodeOf(context, id)));
  }
}

export const maxNodes = 100;

async function nodeOf(context: Context, id: string): Promise<Node | null> {
  const policy = context.services.policies.find((one) => one.id === id);
  if (policy !== undefined) return policyOf(policy, context.language);
  const parsed = parseId(id);
  if (parsed === null) return null;
  const { kind, sessionId } = parsed;
  if (kind === 'org' || kind === 'per') return referenceNode(context, kind, id);
  if (kind === 'res') {
    const row = await context.loaders.result.load(id);
    return row === null ? null : resultOf(row, context);
  }
  const sessionView = sessionId === null ? null : await context.sessionView(sessionId);
  return sessionView === null ? null : sessionNode(sessionView, kind, id);
}

/** Returns an organisation or person that this viewer's results are about, or that is of the viewer's own session. */
async function referenceNode(context: Context, kind: 'org' | 'per', id: string): Promise<Node | null> {
  const { loaders, actor } = context;
  const own = 'sessionId' in actor ? await context.sessionView(actor.sessionId) : null;
  const ofOwn = own?.speaksOf(id) === true;
  if (kind === 'org') {
    const row = await (ofOwn ? loaders.organization : loaders.recordedOrganization).load(id);
    return row === null ? null : organizationOf(loaders, row);
  }
  const row = await (ofOwn ? loaders.person : loaders.recordedPerson).load(id);
  return row === null ? null : personOf(row);
}

function sessionNode(sessionView: SessionView, kind: string, id: string): Node | null {
  switch (kind) {
    case 'ses':
      return sessionView.session();
    case 'seat':
      return sessionView.has('seats', id) ? sessionView.seat(id) : null;
    case 'rev':
      return sessionView.has('reviews', id) ? sessionView.review(id) : null;
    case 'rnd':
      return sessionView.has('rounds', id) ? sessionView.round(id) : null;
    case 'com':
      return sessionView.comment(id);
    case 'rsp':
      return sessionView.response(id);
    default:
      return null;
  }
}

export function viewerOf(context: Context): Viewer {
  const { actor } = context;
  const sessionView = async () => ('sessionId' in actor ? context.sessionView(actor.sessionId) : null);
  return {
    kind: actor.kind === 'CLOCK' || actor.kind === 'CLERK' ? 'ANONYMOUS' : actor.kind,
    seat: async () => (actor.kind === 'SEAT' ? ((await sessionView())?.seat(actor.seatId) ?? null) : null),
    session: async () => (await sessionView())?.session() ?? null,
    own: async () => (actor.kind === 'SEAT' ? ((await sessionView())?.own(actor.seatId) ?? null) : null),
  };
}
