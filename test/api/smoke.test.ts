import { expect, onTestFinished, test } from 'vitest';
import { ask } from '../support/client.ts';
import { adminToken, openTestHouse } from '../support/house.ts';

test('a stranger is told who it is', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const answer = await ask(house.address, null, '{ viewer { kind } }');
  expect(answer.data).toEqual({ viewer: { kind: 'ANONYMOUS' } });
  const admin = await ask(house.address, adminToken, '{ viewer { kind } policies { id name rules { id } } }');
  expect(admin.data.viewer).toEqual({ kind: 'ADMIN' });
});
