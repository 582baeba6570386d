import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ask, newId, told } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { signIn } from '../support/session.ts';
import { Scene } from './box.ts';

// Whoever can write the file, and has not got the pepper, lets himself or another in.

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
const own = `mine-${'x'.repeat(40)}`;

/** Who a token is, or why it is nobody. */
async function whoIs(scene: Scene, token: string): Promise<string> {
  const { data, errors } = await ask(scene.house.address, token, '{ viewer { kind seat { id } } }');
  return errors?.[0]?.extensions.code ?? data.viewer.seat?.id ?? data.viewer.kind;
}

const complaints = (scene: Scene, what: string) =>
  scene.logged.filter((line) => line.includes(`${what} in the database is not as this server wrote it`));

test('[S6] a token of one’s own, written into the file for a seat: it lets nobody in, and is told once', async () => {
  const scene = await Scene.open(4);
  const { sessionId, seatIds, roundId, reviewIds } = scene.meeting;
  for (const bond of [null, 'copied']) {
    const token = `${own}${bond}`;
    await scene.tamper(async (source) => {
      const [code] = await source.query('SELECT hash FROM access_code WHERE seat_id = ?', [seatIds.v3]);
      const [theirs] = await source.query('SELECT bond FROM access_token WHERE seat_id = ?', [seatIds.v3]);
      await source.query('INSERT INTO access_token VALUES (?, ?, ?, ?, ?, ?)', [
        hashOf(token),
        code.hash,
        sessionId,
        seatIds.v3,
        Date.now() + 1e8,
        bond && theirs.bond,
      ]);
    });
    expect(await whoIs(scene, token)).toBe('UNAUTHENTICATED');
    const choices = reviewIds.map((reviewId) => ({ reviewId, choice: 'GOOD' }));
    const cast = await ask(
      scene.house.address,
      token,
      'mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename } }',
      { input: { commandId: newId(), sessionId, roundId, choices } },
    );
    expect(cast.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  }
  expect(complaints(scene, 'The row of a token')).toHaveLength(2);
});

test('[S6] the codes of two seats exchanged: neither lets anybody in, put back both do', async () => {
  const scene = await Scene.open(4);
  const { seatIds, codes } = scene.meeting;
  const exchange = () =>
    scene.tamper(async (source) => {
      const set = 'UPDATE access_code SET seat_id = ? WHERE seat_id = ?';
      await source.query(set, ['aside', seatIds.v1]);
      await source.query(set, [seatIds.v1, seatIds.v2]);
      await source.query(set, [seatIds.v2, 'aside']);
    });
  await exchange();
  for (const key of ['v1', 'v2'])
    await expect(signIn(scene.house, codes[key])).rejects.toThrow('UNKNOWN_CODE');
  expect(complaints(scene, 'The row of an access code')).toHaveLength(2);
  await exchange();
  expect(await whoIs(scene, await signIn(scene.house, codes.v1))).toBe(seatIds.v1);
});

test('[S6] [C8] a code that was replaced, its row and its token put back: they let nobody in', async () => {
  const scene = await Scene.open(4);
  const { sessionId, seatIds, codes, tokens } = scene.meeting;
  const rows: Record<string, Record<string, unknown>[]> = {};
  await scene.tamper(async (source) => {
    rows.access_code = await source.query('SELECT * FROM access_code WHERE seat_id = ?', [seatIds.v1]);
    rows.access_token = await source.query('SELECT * FROM access_token WHERE seat_id = ?', [seatIds.v1]);
  });
  await told(
    scene.house.address,
    adminToken,
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { __typename } }',
    { input: { commandId: newId(), sessionId, seatId: seatIds.v1 } },
  );
  expect(await whoIs(scene, tokens.v1 ?? '')).toBe('UNAUTHENTICATED');
  await scene.tamper(async (source) => {
    await source.query('DELETE FROM access_code WHERE seat_id = ?', [seatIds.v1]);
    for (const [table, kept] of Object.entries(rows)) {
      for (const row of kept) {
        const marks = Object.keys(row).map(() => '?');
        await source.query(`INSERT INTO ${table} VALUES (${marks.join(', ')})`, Object.values(row));
      }
    }
  });
  await expect(signIn(scene.house, codes.v1)).rejects.toThrow('UNKNOWN_CODE');
  expect(await whoIs(scene, tokens.v1 ?? '')).toBe('UNAUTHENTICATED');
});

test('[S6] [R80] an API key of one’s own, one made wider, and a revoked one put back: they open nothing', async () => {
  const scene = await Scene.open(3);
  const make = async (organizationId: string | null) =>
    (
      await told(
        scene.house.address,
        adminToken,
        'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { id key } } }',
        { input: { commandId: newId(), name: 'Sở', organizationId } },
      )
    ).createApiKey;
  const { organization } = (
    await told(
      scene.house.address,
      adminToken,
      'query ($id: ID!) { session(id: $id) { organization { id } } }',
      { id: scene.meeting.sessionId },
    )
  ).session;
  const [narrow, ended, good] = [await make(organization.id), await make(null), await make(null)];
  await told(
    scene.house.address,
    adminToken,
    'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename } }',
    { input: { commandId: newId(), id: ended.id } },
  );
  await scene.tamper(async (source) => {
    await source.query('UPDATE api_key SET organization_id = NULL');
    await source.query('UPDATE api_key SET revoked = 0');
    await source.query('INSERT INTO api_key (id, name, hash, organization_id) VALUES (?, ?, ?, NULL)', [
      'key_own',
      'Mine',
      hashOf(`hk_${own}`),
    ]);
  });
  for (const key of [narrow.key, ended.key, `hk_${own}`])
    expect(await whoIs(scene, key)).toBe('UNAUTHENTICATED');
  expect(await whoIs(scene, good.key)).toBe('CLIENT');
});

test('[S6] rows from before there were bonds are bound at the first start, and never again', async () => {
  const scene = await Scene.open(3);
  const { seatIds, codes, tokens } = scene.meeting;
  const unbind = () =>
    scene.tamper(async (source) => {
      for (const table of ['access_code', 'access_token', 'api_key'])
        await source.query(`UPDATE ${table} SET bond = NULL`);
    });
  await scene.whileDown(async () => {
    await unbind();
    rmSync(`${scene.file}.keys/bonds.key`);
  });
  expect(await whoIs(scene, tokens.v1 ?? '')).toBe(seatIds.v1);
  expect(await whoIs(scene, await signIn(scene.house, codes.v2))).toBe(seatIds.v2);
  expect(readdirSync(`${scene.file}.keys`)).toContain('bonds.key');
  expect(scene.logged).toEqual([]);
  await scene.whileDown(unbind);
  expect(await whoIs(scene, tokens.v1 ?? '')).toBe('UNAUTHENTICATED');
  await expect(signIn(scene.house, codes.v2)).rejects.toThrow('UNKNOWN_CODE');
});
