import { newId } from '../support/client.ts';
import { inputTypes, marks } from '../support/session.ts';
import type { Question, Viewer } from './viewers.ts';
import type { Stage, Stages, World } from './world.ts';

/** How a root field is asked for what its stage has to give, so that rights alone decide. */
export interface Recipe {
  /** As the schema names it; with what it is asked for, where there are several. */
  readonly field: string;
  readonly of?: string;
  readonly stage: Stage;
  /** What it adds leaves the stage as every other recipe needs it; otherwise who comes next gets a session of their own. */
  readonly leavesStage?: true;
  /** What must be among what is told, where others than the session that is asked about may be told too. */
  readonly finds?: (world: World) => string;
  question(stages: Stages, world: World, viewer: Viewer): Question | Promise<Question>;
}

type InputOf = (stages: Stages, world: World, viewer: Viewer) => object | Promise<object>;

function mutation(field: string, stage: Stage, input: InputOf, of?: string): Recipe {
  const query = `mutation ($input: ${inputTypes[field]}) { it: ${field}(input: $input) { __typename ... on Refusal { code } } }`;
  return {
    field,
    stage,
    ...(of !== undefined && { of }),
    question: async (stages, world, viewer) => ({
      query,
      variables: { input: await input(stages, world, viewer) },
    }),
  };
}

/** A command to the session; `more` beside its ids. */
function order(field: string, stage: Stage, more: (world: World, viewer: Viewer) => object, of?: string) {
  const input: InputOf = (_stages, world, viewer) => ({
    commandId: newId(),
    sessionId: world.sessionId,
    ...more(world, viewer),
  });
  return mutation(field, stage, input, of);
}

function addition(...args: Parameters<typeof order>): Recipe {
  return { ...order(...args), leavesStage: true };
}

const member = ({ reviewIds }: World) => ({ reviewId: reviewIds[0] });
const cell = ({ reviewIds }: World) => ({ reviewId: reviewIds[1] });
const report = { achievements: 'Đạt', targets: [] };
const resultIdOf = ({ reviewIds }: World) => (reviewIds[0] ?? '').replace('rev_', 'res_');

/** The smallest that can be prepared. */
const preparation = () => ({
  commandId: newId(),
  organization: { name: 'Đảng bộ mới' },
  title: 'Hội nghị mới',
  period: { year: 2023 },
  heldOn: '2023-12-11',
  policyId: 'vn-124-2023',
  seats: [{ key: 'a', fullName: 'Ủy viên a', role: 'CHAIR' }],
  agenda: [{ key: 'c', kind: 'PARTY_CELL', name: 'Chi bộ' }],
});

/** Whoever is under review marks the others only. */
const choicesOf = ({ reviewIds }: World, viewer: Viewer) =>
  marks(viewer === 'subject' ? reviewIds.slice(1) : reviewIds);

const mutations: readonly Recipe[] = [
  mutation('signIn', 'prepared', (_stages, { codes }) => ({ code: codes.v1 })),
  { field: 'signOut', stage: 'prepared', question: () => ({ query: 'mutation { it: signOut }' }) },
  mutation('prepareSession', 'prepared', preparation),
  mutation('reviseSession', 'prepared', (_stages, { sessionId }) => ({
    sessionId,
    preparation: preparation(),
  })),
  order('issueAccessCode', 'prepared', ({ seatIds }) => ({ seatId: seatIds.v1 })),
  mutation('createApiKey', 'prepared', () => ({ commandId: newId(), name: 'Kho' })),
  mutation('revokeApiKey', 'prepared', async (stages) => ({
    commandId: newId(),
    id: (await stages.key(null)).id,
  })),
  mutation('recordDecision', 'adjourned', (_stages, world) => ({
    commandId: newId(),
    ...{ resultId: resultIdOf(world), level: 'GOOD', decidedBy: 'Huyện ủy', reason: 'Xét lại' },
  })),
  mutation('importResults', 'prepared', () => ({
    commandId: newId(),
    ...{ format: 'JSON', content: '[]', dryRun: true },
  })),
  mutation('linkExport', 'adjourned', () => ({ format: 'CSV' })),
  ...['BALLOTS', 'COUNT_MINUTES', 'SESSION_MINUTES', 'SUMMARY'].flatMap((kind) =>
    (kind === 'BALLOTS' ? (['counted'] as const) : (['counted', 'adjourned'] as const)).map((stage) =>
      mutation(
        'linkPaper',
        stage,
        (_stages, { sessionId, roundId }) => ({ kind, sessionId, roundId }),
        `${kind}, ${stage}`,
      ),
    ),
  ),
  order('conveneSession', 'prepared', () => ({})),
  order('recordPresence', 'discussing', ({ seatIds }) => ({ seatId: seatIds.v1, presence: 'ABSENT' })),
  order('openReview', 'discussing', member),
  order('openRound', 'discussing', ({ reviewIds }) => ({ reviewIds })),
  order('closeRound', 'secret round', ({ roundId }) => ({ roundId })),
  order('voidRound', 'secret round', ({ roundId }) => ({ roundId, reason: 'Nhầm' })),
  order('closeReview', 'counted', member),
  order('settleOutcome', 'counted', (world) => ({ ...member(world), level: 'GOOD', reason: 'Thống nhất' })),
  order('adjournSession', 'counted', () => ({})),
  addition('presentReport', 'discussing', (world) => ({ ...member(world), report }), 'a member’s'),
  addition('presentReport', 'discussing', (world) => ({ ...cell(world), report }), 'a cell’s'),
  addition('respond', 'discussing', (world) => ({ ...member(world), ...answer }), 'for a member'),
  addition('respond', 'discussing', (world) => ({ ...cell(world), ...answer }), 'for a cell'),
  order('checkIn', 'prepared', () => ({})),
  addition('addComment', 'discussing', (world) => ({ ...member(world), body: 'Ý kiến' })),
  order('withdrawComment', 'discussing', (world) => ({ ...member(world), commentId: world.commentId })),
  ...(['secret round', 'open vote'] as const).map((stage) =>
    order(
      'castBallot',
      stage,
      (world, viewer) => ({ roundId: world.roundId, choices: choicesOf(world, viewer) }),
      stage,
    ),
  ),
];

const answer = { stance: 'EXPLAIN', body: 'Giải trình' };

type IdOf = (world: World) => string;

function query(field: string, stage: Stage, selection: string, id?: IdOf): Recipe {
  return {
    field,
    of: stage === 'adjourned' ? 'adjourned' : 'running',
    stage,
    question: (_stages, world) =>
      id === undefined
        ? { query: `{ it: ${selection} }` }
        : { query: `query ($id: ID!) { it: ${selection} }`, variables: { id: id(world) } },
  };
}

/** Asked while the session runs, and when it is over. */
const inBothStages = (field: string, selection: string, id: IdOf) =>
  (['discussing', 'adjourned'] as const).map((stage) => query(field, stage, selection, id));

/** A page, and what of the adjourned session must be on it. */
const page = (field: string, finds: IdOf) => ({
  ...query(field, 'adjourned', `${field}(first: 100) { edges { node { id } } }`),
  finds,
});

const preview = `previewOutcome(input: { policyId: "vn-124-2023", kind: PARTY_CELL, facts: { monthsSinceFounded: 1 } }) { __typename }`;
const ofOrganization = 'sessions(first: 100, filter: { organizationId: $id }) { edges { node { id } } }';

const queries: readonly Recipe[] = [
  ...inBothStages('session', 'session(id: $id) { id }', ({ sessionId }) => sessionId),
  ...inBothStages('node', 'node(id: $id) { id }', ({ sessionId }) => sessionId),
  ...inBothStages('nodes', 'nodes(ids: [$id]) { id }', ({ sessionId }) => sessionId),
  ...inBothStages('sessions', ofOrganization, ({ organizationId }) => organizationId).map((recipe) => ({
    ...recipe,
    finds: ({ sessionId }: World) => sessionId,
  })),
  page('results', resultIdOf),
  page('people', ({ personId }) => personId),
  page('organizations', ({ organizationId }) => organizationId),
  query('statistics', 'adjourned', 'statistics(by: [YEAR]) { count }'),
  {
    ...query('apiKeys', 'prepared', 'apiKeys { id }'),
    async question(stages) {
      await stages.key(null);
      return { query: '{ it: apiKeys { id } }' };
    },
  },
  query('codeUses', 'discussing', 'codeUses(sessionId: $id) { issuedAt }', ({ sessionId }) => sessionId),
  query('policies', 'prepared', 'policies { id }'),
  query('previewOutcome', 'prepared', preview),
  query('viewer', 'prepared', 'viewer { kind }'),
];

const subscriptions: readonly Recipe[] = ['sessionWatch', 'ownWatch', 'sessionEntries'].flatMap((field) =>
  (['discussing', 'adjourned'] as const).map((stage) => ({
    field,
    of: stage === 'adjourned' ? 'adjourned' : 'running',
    stage,
    question: (_stages: Stages, { sessionId }: World) => ({
      query: `subscription ($id: ID!) { it: ${field}(sessionId: $id) { cursor } }`,
      variables: { id: sessionId },
    }),
  })),
);

/** By the root type that has them. */
export const recipes = { Query: queries, Mutation: mutations, Subscription: subscriptions };
