import type { Child } from '../main/child.ts';
import { newId, told } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import {
  castDocument,
  convene,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  settleAll,
} from '../support/session.ts';
import { type SiteProxy, siteName } from './proxies.ts';
import { answered, type Got, got, posted, socketThrough } from './through.ts';

// What is played through every proxy. Each returns what is wrong, a line each.

/** Opens /metrics of the servers here. */
export const metricsToken = 'outside-metrics-token-0123456789abcdef';

export interface Stage {
  readonly server: Child;
  readonly proxy: SiteProxy;
}

export type Play = (stage: Stage) => Promise<readonly string[]>;

const wrong = (holds: boolean, what: string): readonly string[] => (holds ? [] : [what]);

export const page: Play = async ({ proxy }) => {
  const { status, headers, text } = await got(proxy, '/ballot');
  const kept = await got(proxy, '/ballot', { headers: { 'if-none-match': headers.etag ?? '' } });
  return [
    ...wrong(status === 200 && text.startsWith('<!doctype html>'), `/ballot is ${status}`),
    ...wrong(headers['strict-transport-security'] !== undefined, 'no Strict-Transport-Security'),
    ...wrong(kept.status === 304, `a page that is known is sent again, with ${kept.status}`),
  ];
};

export const redirect: Play = async ({ proxy }) => {
  const { status, headers } = await got(proxy, '/ballot?x=1', { plain: true });
  const leads = new RegExp(`^https://${siteName}(:${proxy.httpsPort})?/ballot\\?x=1$`);
  const said = `port 80 says ${status} ${headers.location}`;
  return wrong([301, 302, 307, 308].includes(status) && leads.test(headers.location ?? ''), said);
};

export const metrics: Play = async ({ server, proxy }) => {
  const headers = { authorization: `Bearer ${metricsToken}` };
  const faults: string[] = [];
  for (const path of ['/metrics', '/metrics?x=1', '/%6detrics', '/./metrics', '//metrics', '/x/../metrics']) {
    const { status, text } = await got(proxy, path, { headers });
    faults.push(...wrong(status !== 200 && !text.includes('hoinghi_'), `${path} is ${status} from outside`));
  }
  const inside = await fetch(`${server.address}/metrics`, { headers });
  return [
    ...faults,
    ...wrong(inside.status === 200, `/metrics is ${inside.status} on the server’s own port`),
  ];
};

/** More than the failures that one address has in a minute. */
const guesses = 48;

export const spoofed: Play = async ({ proxy }) => {
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { ... on Refusal { code } } }';
  const codes: unknown[] = [];
  for (let at = 0; at < guesses; at += 1) {
    const headers = {
      'x-forwarded-for': `203.0.113.${at}, 198.51.100.${at}`,
      forwarded: `for=192.0.2.${at}`,
    };
    const { answer } = await posted(proxy, null, query, { input: { code: 'AAAA-AAAA-AAAAA' } }, headers);
    codes.push(answer.data?.signIn?.code ?? answer.errors?.[0]?.extensions.code);
  }
  const limited = codes.filter((code) => code === 'RATE_LIMITED').length;
  const id = 'an-id-of-the-client';
  const { headers } = await got(proxy, '/health', { headers: { 'x-request-id': id } });
  const given = String(headers['x-request-id'] ?? '');
  return [
    ...wrong(codes[0] === 'UNKNOWN_CODE', `a wrong code is answered ${codes[0]}`),
    ...wrong(limited > 0, 'an invented X-Forwarded-For gives each guess an address of its own'),
    ...wrong(given !== id && /^[\w@-]{8,64}$/.test(given), `the request’s id is ${given}`),
  ];
};

const graphql = (parameters: Record<string, string>) => `/graphql?${new URLSearchParams(parameters)}`;
const gzip = { 'accept-encoding': 'gzip, br', accept: 'application/graphql-response+json' };
const isCompressed = ({ headers }: Got) => headers['content-encoding'] !== undefined;

/** History, exports by key and administrator: compressed. Whatever a seat asks, and every answer to POST: not. */
export const compression: Play = async ({ server, proxy }) => {
  const meeting = await convene(server.house, preparation({ voters: 3, cells: 30 }));
  await settleAll(
    server.house,
    meeting,
    meeting.reviewIds.map(() => 'GOOD' as const),
  );
  const key = await newKey(server.address);
  const query =
    '{ results(first: 100) { edges { node { id level subject { name } organization { name } } } } }';
  const by = (token: string, more: Readonly<Record<string, string>> = {}) =>
    got(proxy, graphql({ query }), { headers: { ...gzip, authorization: `Bearer ${token}`, ...more } });
  const ofKey = await by(key);
  const again = await by(key, { 'if-none-match': ofKey.headers.etag ?? '' });
  const plain = await by(key, { 'accept-encoding': 'identity' });
  const ofChair = await by(meeting.tokens.chair ?? '');
  const toPost = await posted(proxy, key, query, {}, gzip);
  const policies = await posted(
    proxy,
    null,
    '{ policies { id name rules { id summary source } } }',
    {},
    gzip,
  );
  const exported = async (token: string) => {
    const link =
      'mutation ($input: LinkExportInput!) { linkExport(input: $input) { ... on DownloadLink { path } ... on Refusal { code } } }';
    const { answer } = await posted(proxy, token, link, { input: { format: 'CSV' } });
    return got(proxy, answer.data.linkExport.path, { headers: gzip });
  };
  const [export1, export2] = [await exported(key), await exported(meeting.tokens.chair ?? '')];
  return [
    ...wrong(isCompressed(ofKey) && ofKey.text === plain.text, 'history for a key is not compressed'),
    ...wrong(again.status === 304 && again.text === '', `an answer that is known is ${again.status}`),
    ...wrong(!isCompressed(plain), 'what nobody wanted compressed is'),
    ...wrong(ofChair.status === 200 && !isCompressed(ofChair), 'an answer to a seat is compressed'),
    ...wrong(!isCompressed(toPost) && !isCompressed(policies), 'an answer to POST is compressed'),
    ...wrong(isCompressed(export1) && export1.text.includes('Chi bộ 30'), 'an export is not compressed'),
    ...wrong(
      !isCompressed(export2) && export2.text.includes('Chi bộ 30'),
      'an export for a seat is compressed',
    ),
  ];
};

const voters = 16;
const reloads = 3;

/** Everybody votes while the proxy is reloaded: each ballot has its receipt, and counts once. */
export const reloadUnderTraffic: Play = async ({ server, proxy }) => {
  const meeting = await convene(server.house, preparation({ voters, cells: 1 }));
  const keys = Object.keys(meeting.tokens).filter((key) => key === 'chair' || /^v\d+$/.test(key));
  const clients = keys.map((key) => socketThrough(proxy, meeting.tokens[key] ?? ''));
  const faults: string[] = [];
  try {
    for (let reload = 0; reload < reloads; reload += 1) faults.push(...(await playRound(meeting)));
  } finally {
    for (const client of clients) await client.dispose();
  }
  return faults;

  async function playRound({ sessionId, reviewIds, tokens }: Meeting): Promise<readonly string[]> {
    const roundId = await openRound(server.house, meeting);
    const cast = (at: number) =>
      answered(clients[at] as (typeof clients)[number], castDocument, {
        input: { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) },
      });
    const [first, ...rest] = keys.keys();
    const receipts = [await cast(first ?? 0)];
    const reloaded = proxy.reload();
    // By HTTP as well, a request and a connection each, for as long as it is under way.
    const asked = Promise.all(
      keys.map((key) => posted(proxy, tokens[key] ?? '', '{ viewer { kind } }').catch(() => null)),
    );
    for (const at of rest) receipts.push(await cast(at));
    await reloaded;
    const known = (await asked).filter((one) => one === null || one.answer.data?.viewer.kind !== 'SEAT');
    const refused = receipts.filter(({ castBallot }) => castBallot.__typename !== 'BallotReceipt');
    const closed = await order(server.house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
    const query =
      'query ($id: ID!) { session(id: $id) { rounds { id tallies { electorate base counted counts { choice count } } } } }';
    const { session } = await told(server.address, adminToken, query, { id: sessionId });
    const { tallies } = session.rounds.find(({ id }: { id: string }) => id === roundId);
    const good = tallies[0].counts.find(({ choice }: { choice: string }) => choice === 'GOOD')?.count;
    return [
      ...wrong(refused.length === 0, `${refused.length} ballots without a receipt`),
      ...wrong(known.length === 0, `${known.length} requests without an answer`),
      ...wrong(closed.__typename === 'Accepted', `the round is not closed: ${closed.code}`),
      ...wrong(good === keys.length, `${good} of ${keys.length} ballots count`),
    ];
  }
};
