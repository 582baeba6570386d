import { renameSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from '../main/child.ts';
import { ballotsOf, castOn, closedWhole, healthOf, isReceipt, place, serve, voting } from './house.ts';

// Database files that are moved under a server, or named by another path.

test('[C1] no receipt is given for what would be written to a file that nobody will find; put back, it goes on', async () => {
  const at = place();
  const child = await serve(at);
  const meeting = await voting(child);
  const [before, one, after] = ballotsOf('v1', 'v2', 'v3');
  if (before === undefined || one === undefined || after === undefined) throw new Error('three ballots');
  expect(await castOn(child, meeting, before)).toSatisfy(isReceipt);
  renameSync(at.file, `${at.file}.elsewhere`);
  expect((await castOn(child, meeting, one)).error).toBe('INTERNAL_SERVER_ERROR');
  expect(await healthOf(child)).toMatchObject({ status: 'degraded', reasons: [{ code: 'WRITES_FAIL' }] });
  await expect
    .poll(child.err)
    .toContain(`${at.file} was moved, removed or replaced while the server has it open.`);
  renameSync(`${at.file}.elsewhere`, at.file);
  expect(await castOn(child, meeting, one)).toSatisfy(isReceipt);
  expect(await castOn(child, meeting, after)).toSatisfy(isReceipt);
  await expect.poll(async () => (await healthOf(child)).status).toBe('ready');
  await closedWhole(child, at, meeting, 3);
});

test('a database is in use by whatever link it is named', async () => {
  const at = place();
  await serve(at);
  const link = `${at.folder}/link.sqlite`;
  symlinkSync(at.file, link);
  const second = await run(at.folder, { ...at.env, DATABASE_URL: `sqlite:${link}` });
  expect(second.code).toBe(1);
  expect(second.err).toContain(`${at.file} is in use by another server; stop it first.`);
});
