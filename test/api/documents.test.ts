import * as graphql from 'graphql';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DocumentHandover } from '../../src/api/http/document-handover.ts';
import { Documents, maxDocumentLength } from '../../src/api/limits/documents.ts';
import { apiSchema } from '../../src/api/schema/schema.ts';
import type { Pass } from '../../src/clerk/doorkeeper.ts';
import { ask, follow, socket } from '../support/client.ts';
import { openTestHouse } from '../support/house.ts';

// What a document costs this server before it is executed, and what it leaves behind.

const schema = await apiSchema();
/** Of somebody who signed in. */
const pass: Pass = {
  actor: { kind: 'CLIENT', keyId: 'key_0', organizationId: null },
  hash: '',
  expiresAtMs: null,
  endsAtMs: null,
  onEnd: new Set(),
};
const viewer = (comment: string) => `{ viewer { kind } } # ${comment}`;

test('a document of more than 64 KiB is refused before it is parsed, over HTTP and sockets', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const long = viewer('x'.repeat(maxDocumentLength));
  const { errors } = await ask(house.address, null, long);
  const client = socket(house.address, null);
  onTestFinished(() => client.dispose());
  for (const told of [errors, await follow(client, long).ended]) {
    expect(told).toEqual([
      {
        message: `The document has ${long.length} characters; at most ${maxDocumentLength}. Ask in smaller parts.`,
        extensions: { code: 'LIMIT_EXCEEDED' },
      },
    ]);
  }
});

test('strangers push nothing out of what is kept for those who signed in', () => {
  const documents = new Documents(schema);
  const own = documents.read(viewer('own'), pass);
  const first = documents.read(viewer('first'), null);
  expect(documents.read(viewer('first'), null)).toBe(first);
  for (let asked = 0; asked < 1_000; asked += 1) documents.read(viewer(`${asked} ${'x'.repeat(500)}`), null);
  expect(documents.read(viewer('own'), pass)).toBe(own);
  expect(documents.read(viewer('first'), null)).not.toBe(first);
});

test('of a document that is kept no token is, and errors tell all the same where they are', async () => {
  const documents = new Documents(schema);
  const read = documents.read('query ($id: ID!) {\n  node(id: $id) { id }\n}', pass);
  const tokens: unknown[] = [];
  graphql.visit(read as graphql.DocumentNode, {
    enter: (node) => {
      tokens.push(node.loc?.startToken, node.loc?.endToken);
    },
  });
  expect(new Set(tokens)).toEqual(new Set([undefined]));
  const result = await graphql.execute({ schema, document: read as graphql.DocumentNode });
  expect(result.errors?.[0]?.locations).toEqual([{ line: 1, column: 8 }]);
});

test('Apollo parses and validates nothing: documents are handed to it, however many ask at a time', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const set = vi.spyOn(DocumentHandover.prototype, 'set');
  onTestFinished(() => set.mockRestore());
  const asked = await Promise.all(
    Array.from({ length: 40 }, async (_, at) => {
      const query = at % 4 === 3 ? '{ nothing }' : viewer(String(at % 2));
      const { status, data, errors } = await ask(house.address, null, query);
      return [status, errors?.[0]?.extensions?.code ?? data];
    }),
  );
  for (const [at, answer] of asked.entries()) {
    // Of clients that take application/json alone, what is wrong with a document is told with status 200.
    const good = [200, { viewer: { kind: 'ANONYMOUS' } }];
    expect(answer).toEqual(at % 4 === 3 ? [expect.any(Number), 'GRAPHQL_VALIDATION_FAILED'] : good);
  }
  expect(set).not.toHaveBeenCalled();
});
