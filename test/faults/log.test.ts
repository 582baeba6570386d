import { expect, test } from 'vitest';
import { ballotsOf, castOn, closedWhole, isReceipt, place, serve, voting } from './house.ts';

test('a log on a disk that is full holds nothing up: ballots are taken, and the server ends with code 0', async () => {
  const at = place();
  const child = await serve(at, { LOG_LEVEL: 'info' }, 'exec 2>/dev/full');
  const meeting = await voting(child);
  for (const ballot of ballotsOf('v1', 'v2', 'v3'))
    expect(await castOn(child, meeting, ballot)).toSatisfy(isReceipt);
  await closedWhole(child, at, meeting, 3);
});
