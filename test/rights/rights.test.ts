import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiSchema } from '../../src/api/schema/schema.ts';
import { Chance } from '../support/chance.ts';
import { recipes } from './recipes.ts';
import { type Rights, tryEverything } from './table.ts';
import { live } from './viewers.ts';
import { openStages, type Stages } from './world.ts';

// Everything that can be asked, tried by everybody, on a real server: what is in each cell over HTTP or over a socket, as it is drawn anew
// each time; `npm run rights` tries both. What comes out is docs/rights.md, which people read.

let stages: Stages;
let schema: GraphQLSchema;
let rights: Rights;

beforeAll(async () => {
  stages = await openStages();
  schema = await apiSchema();
  const seed = Number(process.env.RIGHTS_SEED ?? Date.now() % 1_000_000_000);
  console.log(`rights seed ${seed}`);
  rights = await tryEverything(stages, schema, new Chance(seed));
}, 300_000);

afterAll(() => stages.house.stop());

test('[R2] [R70] [R71] who may do and see what is as docs/rights.md says; npm run rights writes it', () => {
  const written = readFileSync(join(import.meta.dirname, '../../docs/rights.md'), 'utf8');
  expect(rights.text.split('\n')).toEqual(written.split('\n'));
});

test('every field of a root is tried', () => {
  for (const [name, tried] of Object.entries(recipes)) {
    const type = schema.getType(name);
    const fields = type && 'getFields' in type ? Object.keys(type.getFields()) : [];
    expect([...new Set(tried.map(({ field }) => field))].sort()).toEqual(fields.sort());
  }
});

test('every type of entry is told', async () => {
  const { store } = stages.house;
  const world = await stages.at('adjourned');
  const entries = await store.journal.read(world.sessionId, 0, 1_000);
  const events = readFileSync(join(import.meta.dirname, '../../src/core/event.ts'), 'utf8');
  const sessionEvents = events.slice(events.indexOf('export type SessionEvent'));
  const types = [...sessionEvents.matchAll(/type: '(\w+)'/g)].map(([, type]) => type);
  expect(types).toContain('TallyReleased');
  const told = new Set(entries.map(({ type }) => type));
  expect(
    types.filter(
      (type) =>
        !/^(?:Api|Decision|Person|Organization|Results?)/.test(type ?? '') && !told.has(type as never),
    ),
  ).toEqual([]);
});

test('[R71] a frame tells each viewer what a query tells, field by field', () => {
  for (const { asked, framed } of rights.objects) {
    for (const [name, cells] of framed) {
      for (const viewer of live) {
        const told = cells.get(viewer);
        if (told !== undefined)
          expect([name, viewer, told]).toEqual([name, viewer, asked.get(name)?.get(viewer)]);
      }
    }
  }
  expect(rights.objects.map(({ framed }) => framed.size)).not.toContain(0);
});
