import { HeaderMap } from '@apollo/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startApollo } from '../../src/api/http/apollo.ts';
import { Documents } from '../../src/api/limits/documents.ts';
import { apiSchema } from '../../src/api/schema/schema.ts';

test('what Apollo cannot process is told to the log alone, without a line of the document', async () => {
  const schema = await apiSchema();
  const heard: (readonly [string, unknown])[] = [];
  const past = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => past.mockRestore());
  const apollo = await startApollo({
    schema,
    documents: new Documents(schema),
    present: (formatted) => formatted,
    complain: (...complaint) => heard.push(complaint),
  });
  const { status } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body: { query: '{ viewer { kind } }' },
    },
    // Nothing that an answer is reported in.
    context: async () => ({}) as never,
  });
  await apollo.stop();
  expect(status).toBe(500);
  expect(heard).toEqual([['a request could not be processed', expect.any(TypeError)]]);
  expect(past).not.toHaveBeenCalled();
});
