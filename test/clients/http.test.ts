import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestHouse, type TestHouse } from '../support/house.ts';

// GraphQL over HTTP as its own audit suite has it: every audit, what the specification only recommends included.

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.stop());

const audits = serverAudits({
  url: () => `${house.address}/graphql`,
  // The guard against forged requests wants a header that forms cannot send.
  fetchFn: (url: string, { headers, ...init }: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...(headers as object), 'apollo-require-preflight': 'audit' } }),
});

describe('GraphQL over HTTP', () => {
  test('the suite is there', () => {
    expect(audits.length).toBeGreaterThan(55);
  });

  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
    },
  );
});
