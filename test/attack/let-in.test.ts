import { createHash, createHmac, randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tracelessReader } from '../../ormconfig.ts';
import { base32 } from '../../src/clerk/mint.ts';
import { ask, newId, told } from '../support/client.ts';
import { adminToken, openTestHouse } from '../support/house.ts';
import { preparation, prepareDocument, signIn } from '../support/session.ts';
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

interface Stolen {
  readonly codes: readonly { readonly seat_id: string | null; readonly command_id: string }[];
  readonly keyCommands: readonly string[];
}

/** What a copy of the database has of codes and keys: which command made each, for which seat. */
async function stolenFrom(file: string): Promise<Stolen> {
  const source = tracelessReader({ file });
  if (source === null) throw new Error('no file');
  await source.initialize();
  const codes = await source.query('SELECT seat_id, command_id FROM access_code');
  const keys = await source.query("SELECT command_id FROM entry WHERE type = 'ApiKeyCreated'");
  await source.destroy();
  return { codes, keyCommands: keys.map((one: { command_id: string }) => one.command_id) };
}

/** As former versions derived codes and keys: from the token alone. */
const derived = (token: string, ...parts: readonly string[]) =>
  createHmac('sha256', token).update(JSON.stringify(parts)).digest();

test('[C10] the administrator’s former token and a copy of the database give no code and no key; what was issued goes on', async () => {
  const scene = await Scene.open(3);
  const { codes } = scene.meeting;
  const createKey =
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { id key } ... on Refusal { code } } }';
  const keyInput = { commandId: newId(), name: 'Sở' };
  const { createApiKey } = await told(scene.house.address, adminToken, createKey, { input: keyInput });
  const prepare = preparation({ voters: 3 });
  await told(scene.house.address, adminToken, prepareDocument, { input: prepare });
  const reissue = {
    commandId: newId(),
    sessionId: scene.meeting.sessionId,
    seatId: scene.meeting.seatIds.v2,
  };
  const issue =
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { ... on AccessCode { issued: code } ... on Refusal { code } } }';
  const { issueAccessCode } = await told(scene.house.address, adminToken, issue, { input: reissue });
  const other = `another-${adminToken}`;
  await scene.whileDown(async () => {
    scene.copyTo('stolen');
    scene.token = other;
  });

  const { codes: rows, keyCommands } = await stolenFrom(`${scene.file}.stolen`);
  expect([rows.length, keyCommands.length]).toEqual([12, 1]);
  for (const { seat_id: seatId, command_id: commandId } of rows) {
    const guess = base32(derived(adminToken, 'access-code', commandId, seatId ?? 'screens'), 13);
    await expect(signIn(scene.house, guess)).rejects.toThrow('UNKNOWN_CODE');
  }
  const key = derived(adminToken, 'api-key', keyCommands[0] ?? '').toString('base64url');
  expect(await whoIs(scene, `hk_${key}`)).toBe('UNAUTHENTICATED');
  // This program, started on the copy with the former token and no key of the house.
  const own = `${scene.file}.own`;
  copyFileSync(`${scene.file}.stolen`, own);
  mkdirSync(`${own}.keys`);
  writeFileSync(`${own}.keys/pepper.key`, randomBytes(32));
  const house = await openTestHouse({ file: own });
  const again = await told(house.address, adminToken, prepareDocument, { input: prepare });
  expect(again.prepareSession).toMatchObject({ __typename: 'PreparedSession', accessCodes: [] });
  await house.stop();

  // Nobody in the meeting notices: what was printed and handed out goes on, though nobody can have it shown again.
  expect(await whoIs(scene, await signIn(scene.house, codes.v1))).toBe(scene.meeting.seatIds.v1);
  expect(
    await whoIs(scene, issueAccessCode.issued && (await signIn(scene.house, issueAccessCode.issued))),
  ).toBe(scene.meeting.seatIds.v2);
  expect(await whoIs(scene, createApiKey.key)).toBe('CLIENT');
  expect(scene.logged.join()).toContain('12 access codes and 1 API keys that were issued before');
  const repeated = await told(scene.house.address, other, prepareDocument, { input: prepare });
  expect(repeated.prepareSession).toMatchObject({ __typename: 'PreparedSession', accessCodes: [] });
  expect(await told(scene.house.address, other, createKey, { input: keyInput })).toEqual({
    createApiKey: { code: 'COMMAND_ID_REUSED' },
  });
  expect(await told(scene.house.address, other, issue, { input: reissue })).toEqual({
    issueAccessCode: { code: 'COMMAND_ID_REUSED' },
  });
  // Told once: the next start finds the token that it knows.
  scene.logged.length = 0;
  await scene.whileDown(async () => {});
  expect(scene.logged).toEqual([]);
});

const keyDocument =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { id key } } }';
const revoke = 'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename } }';
const issueDocument =
  'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { ... on AccessCode { issued: code } } }';

test('[V4] [S6] an older copy put back beside its keys: all tokens end, and what was ended since stays ended', async () => {
  const scene = await Scene.open(4);
  const { sessionId, seatIds, codes, tokens } = scene.meeting;
  const administer = (document: string, input: object) =>
    told(scene.house.address, adminToken, document, { input: { commandId: newId(), ...input } });
  expect(await scene.order('voidRound', { reason: 'Thử' })).toMatchObject({ __typename: 'Accepted' });
  const ended = (await administer(keyDocument, { name: 'Sở' })).createApiKey;
  const good = (await administer(keyDocument, { name: 'Trang' })).createApiKey;
  await scene.whileDown(async () => scene.copyTo('older'));
  const { issued } = (await administer(issueDocument, { sessionId, seatId: seatIds.v1 })).issueAccessCode;
  await administer(revoke, { id: ended.id });
  await scene.downWithout(async () => scene.putBack('older'));

  for (const token of [tokens.chair, tokens.v1, tokens.v2])
    expect(await whoIs(scene, token ?? '')).toBe('UNAUTHENTICATED');
  // Neither the code from before, nor the one that this copy does not know.
  for (const code of [codes.v1, issued])
    await expect(signIn(scene.house, code)).rejects.toThrow('UNKNOWN_CODE');
  expect(await whoIs(scene, ended.key)).toBe('UNAUTHENTICATED');
  expect(await whoIs(scene, good.key)).toBe('CLIENT');
  expect(await whoIs(scene, await signIn(scene.house, codes.v2))).toBe(seatIds.v2);
  const log = scene.logged.join();
  for (const told of [
    'an older copy',
    `access code of ${seatIds.v1} was replaced`,
    `API key ${ended.id} was revoked`,
  ])
    expect(log).toContain(told);
  expect(scene.logged).toHaveLength(3);
  expect(await scene.health()).toMatchObject({ status: 'degraded', reasons: [{ code: 'RESTORED' }] });
  const { apiKeys } = await told(scene.house.address, adminToken, '{ apiKeys { id revoked createdAt } }');
  expect(apiKeys.map((one: { revoked: boolean }) => one.revoked)).toEqual([true, false]);

  // Told once; and what is issued anew lets in.
  scene.logged.length = 0;
  const anew = (await administer(issueDocument, { sessionId, seatId: seatIds.v1 })).issueAccessCode.issued;
  await scene.whileDown(async () => {});
  expect(await whoIs(scene, await signIn(scene.house, anew))).toBe(seatIds.v1);
  expect(scene.logged).toEqual([]);
  expect(await scene.health()).toMatchObject({ status: 'ready' });
});

test('[V4] a copy without its keys, of which only the pepper is put beside it: all tokens end, once', async () => {
  const scene = await Scene.open(3);
  const { seatIds, codes, tokens } = scene.meeting;
  await scene.downWithout(async () => {
    const pepper = readFileSync(`${scene.file}.keys/pepper.key`);
    rmSync(`${scene.file}.keys`, { recursive: true });
    mkdirSync(`${scene.file}.keys`);
    writeFileSync(`${scene.file}.keys/pepper.key`, pepper);
  });
  expect(await whoIs(scene, tokens.v1 ?? '')).toBe('UNAUTHENTICATED');
  expect(scene.logged.join()).toContain('came without what is noted beside it');
  const token = await signIn(scene.house, codes.v1);
  await scene.whileDown(async () => {});
  expect(await whoIs(scene, token)).toBe(seatIds.v1);
});
