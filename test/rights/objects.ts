import type { GraphQLSchema } from 'graphql';
import { type Any, follow, socket } from '../support/client.ts';
import { everythingOf } from '../support/crawl.ts';
import { allowed, empty, isEmpty, type Row } from './matrix.ts';
import { askOverHttp, askOverSocket, enter, type LiveViewer, live, type Question } from './viewers.ts';
import type { Stage, Stages, World } from './world.ts';

// What objects tell whom, field by field: each object is asked for by its id and every field of it read, with what is below it.

type Seen = Map<LiveViewer, boolean>;

/** By type and field, who reached the object, and whether there was ever anything in the field. */
class Findings {
  readonly #fields = new Map<string, Seen>();

  note(viewer: LiveViewer, value: unknown): void {
    if (Array.isArray(value)) for (const one of value) this.note(viewer, one);
    if (typeof value !== 'object' || value === null) return;
    const { __typename: type, ...fields } = value as Readonly<Record<string, unknown>>;
    for (const [field, told] of Object.entries(fields)) {
      if (type !== undefined) {
        const name = `${type}_${field}`;
        const seen = this.#fields.get(name) ?? new Map();
        this.#fields.set(name, seen.set(viewer, seen.get(viewer) === true || !isEmpty(told)));
      }
      this.note(viewer, told);
    }
  }

  /** By type and field, what each viewer is told of it; nothing where the object is not reached. */
  cells(): Cells {
    return new Map(
      [...this.#fields]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, seen]) => [
          name,
          new Map([...seen].map(([viewer, told]) => [viewer, told ? allowed : empty])),
        ]),
    );
  }
}

export type Cells = ReadonlyMap<string, Row['cells']>;

/** Fields of one type that are told alike stand in one row. */
export function rowsOf(cells: Cells): readonly Row[] {
  const rows = new Map<string, { type: string; fields: string[]; cells: Row['cells'] }>();
  for (const [name, told] of cells) {
    const [type = '', field = ''] = name.split('_');
    const key = `${type} ${live.map((viewer) => told.get(viewer) ?? '').join()}`;
    const row = rows.get(key) ?? { type, fields: [], cells: told };
    row.fields.push(field);
    rows.set(key, row);
  }
  return [...rows.values()].map(({ type, fields, cells }) => ({
    name: `${type}: ${fields.join(', ')}`,
    cells,
  }));
}

export interface Objects {
  readonly asked: Cells;
  /** What frames told, of the same session. */
  readonly framed: Cells;
}

export async function tryObjects(stages: Stages, schema: GraphQLSchema, stage: Stage): Promise<Objects> {
  const world = await stages.at(stage);
  const [asked, framed] = [new Findings(), new Findings()];
  for (const viewer of live) {
    for (const question of questionsOn(schema, world, viewer)) {
      const { data, errors } = await askOverHttp(stages, world, viewer, question);
      if (errors !== undefined) throw new Error(`${viewer}: ${JSON.stringify(errors)}`);
      asked.note(viewer, data);
    }
    framed.note(viewer, (await askOverSocket(stages, world, viewer, frameOf(schema, world))).data);
  }
  return { asked: asked.cells(), framed: framed.cells() };
}

/** The types of what has an id, by how it begins. */
const types: Readonly<Record<string, string>> = {
  ...{ ses: 'Session', seat: 'Seat', rev: 'Review', rnd: 'Round', com: 'Comment', rsp: 'ReviewResponse' },
  ...{ org: 'Organization', per: 'Person', res: 'Result', vn: 'Policy' },
};

/** One or two of each kind that has an id, and of roots what has none. */
function questionsOn(schema: GraphQLSchema, world: World, viewer: LiveViewer): readonly Question[] {
  const { sessionId, seatIds, reviewIds, organizationId, personId } = world;
  const ids = [
    ...[sessionId, seatIds.delegate, seatIds.subject, ...reviewIds, organizationId, personId],
    ...[world.roundId, world.commentId, world.responseId, 'vn-124-2023'],
    ...reviewIds.map((id) => id.replace('rev_', 'res_')),
  ];
  const nodes = ids.flatMap((id) => {
    if (!id) return [];
    const type = types[id.split(/[_-]/)[0] ?? ''] ?? '';
    const query = `query ($id: ID!) { node(id: $id) { ... on ${type} { ${everything(schema, type, 2)} } } }`;
    return [{ query, variables: { id } }];
  });
  const roots = [
    `{ apiKeys { ${everything(schema, 'KeyRecord', 1)} } }`,
    `{ statistics(by: [YEAR, LEVEL, STATUS, PEER_GROUP, SUBJECT_KIND]) { ${everything(schema, 'StatisticsRow', 0)} } }`,
    // Of whoever sits in another session it would tell that one.
    ...(viewer.startsWith('other’s') ? [] : [`{ viewer { ${everything(schema, 'Viewer', 1)} } }`]),
  ];
  return [...nodes, ...roots.map((query) => ({ query }))];
}

function everything(schema: GraphQLSchema, name: string, depth: number, pageLength?: number): string {
  const type = schema.getType(name);
  if (type === undefined) throw new Error(`the schema has no ${name}`);
  // A document has at most a hundred aliases: objects say by __typename whose their fields are.
  return everythingOf(schema, type, depth, pageLength).replace(/\b[A-Z]\w*_\w+: /g, '');
}

function frameOf(schema: GraphQLSchema, { sessionId }: World): Question {
  const session = everything(schema, 'Session', 2, 0);
  return {
    query: `subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { ${session} } } }`,
    variables: { id: sessionId },
  };
}

/** What entries of an adjourned session tell whom, by the entry's type. */
export async function tryEntries(stages: Stages): Promise<Cells> {
  const world = await stages.at('adjourned');
  const told = new Findings();
  for (const viewer of live) {
    for (const { type, ...fields } of await entriesFor(stages, world, viewer)) {
      told.note(viewer, { __typename: type, ...fields });
    }
  }
  return told.cells();
}

async function entriesFor(stages: Stages, world: World, viewer: LiveViewer): Promise<readonly Any[]> {
  const query = `subscription ($id: ID!) { sessionEntries(sessionId: $id) { type seq at cursor hash
    seat { id } review { id } round { id } comment { id } response { id } presence tallies { counted } outcome { level } } }`;
  const { token } = await enter(stages, world, viewer);
  const client = socket(stages.house.address, token);
  const entries = follow(client, query, { id: world.sessionId });
  const last = entries.until(({ sessionEntries }) => sessionEntries.type === 'SessionAdjourned');
  await last.catch(() => undefined);
  await client.dispose();
  return entries.items.map(({ sessionEntries }) => sessionEntries);
}
