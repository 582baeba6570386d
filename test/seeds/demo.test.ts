import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { told } from '../support/client.ts';
import { temporaryFolder } from '../support/house.ts';

const root = resolve(import.meta.dirname, '../..');

const play = (...options: string[]) => start('--fast', '--exit', ...options);

function start(...options: string[]): ChildProcess {
  const demo = join(root, 'dist', 'bundle', 'demo.js');
  // Who votes here are programs, which wait for nobody: lists need not be read seldom for their ballots, nor frames drawn for eyes.
  const env = { ...process.env, DEAR_PERCENT: '100', FRAME_INTERVAL_MS: '5' };
  const child = spawn(process.execPath, [demo, ...options], { cwd: root, env });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The exit code and everything that was printed; `heard` is told as it comes. */
function ended(
  child: ChildProcess,
  heard: (text: string) => void = () => {},
): Promise<[number | null, string]> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      text += String(data);
      heard(text);
    });
  }
  return new Promise((done) => child.once('close', (code) => done([code, text])));
}

interface Link {
  /** As it is printed: `delegate Võ Thanh Điền`. */
  readonly who: string;
  readonly url: URL;
}

/** The links with a code in them, in the order in which they were printed. */
function linksIn(text: string): Link[] {
  return [...text.matchAll(/^ {2}(\S.*?) +(http:\S+#code=\S+)$/gm)].map(([, who = '', url = '']) => ({
    who,
    url: new URL(url),
  }));
}

/** Opens a link as a browser does: the page without what stands behind the `#`, then the code in it for a token. */
async function opened({ url }: Link): Promise<string> {
  const page = await fetch(new URL(url.pathname, url));
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await page.text()).toContain('<script type="module"');
  const { signIn } = await told(
    url.origin,
    null,
    `mutation ($input: SignInInput!) { signIn(input: $input) {
      ... on Credential { viewer { kind seat { role person { fullName } } } } } }`,
    { input: { code: decodeURIComponent(url.hash.replace('#code=', '')) } },
  );
  const { kind, seat } = signIn.viewer;
  return seat === null ? kind : `${seat.role} ${seat.person.fullName}`;
}

/** What was printed until it `fits`; throws where the demo ends before. */
function heard(demo: ChildProcess, fits: (text: string) => boolean): Promise<string> {
  let text = '';
  return new Promise((done, failed) => {
    demo.stdout?.on('data', (data) => {
      text += String(data);
      if (fits(text)) done(text);
    });
    demo.once('close', () => failed(new Error(`ended after: ${text}`)));
  });
}

test('[C2] the Vĩnh Lộc session, played through the public API, killed in the middle of the sheet of 39: it goes on with every receipt honoured and gives the published results; links open its pages before and after', {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'demo.sqlite');
  const first = play('--database', file);
  const end = ended(first, (text) => {
    // Its server, tied to it, is told to stop.
    if (text.includes('39 members on one sheet: 15 voters')) first.kill('SIGKILL');
  });
  const before = linksIn(await heard(first, (text) => linksIn(text).length === 3));
  expect(before.map(({ who, url }) => [who, url.pathname])).toEqual([
    ['screen', '/screen'],
    ['delegate Võ Thanh Điền', '/ballot'],
    ['chair', '/chair'],
  ]);
  // They are signed in by the demo, too: a code serves both, and the session goes on.
  const roles = await Promise.all(before.map(opened));
  expect(roles).toEqual(['SCREEN', 'DELEGATE Võ Thanh Điền', 'CHAIR Đào Văn Phi']);
  const [killed, cut] = await end;
  expect(killed).toBe(null);
  expect(cut).not.toContain('The session begins in');
  expect(cut.indexOf('#code=')).toBeLessThan(cut.indexOf('0 of 15 present'));
  expect(cut).not.toContain('Adjourned.');
  expect(readFileSync(`${file}.demo.json`, 'utf8')).toContain('runId');

  const demo = start('--fast', '--database', file);
  const over = ended(demo);
  const text = await heard(demo, (sofar) => sofar.includes('  GraphQL '));
  expect(text).toContain('All equal.');
  expect(text).not.toMatch(/\| no\b/);
  const links = linksIn(text);
  expect(links).toHaveLength(6);
  expect(links.slice(3)).toEqual(links.slice(0, 3));
  expect(links.slice(3).map(({ who }) => who)).toEqual(before.map(({ who }) => who));
  expect(await Promise.all(links.slice(3).map(opened))).toEqual(roles);
  const [, history = ''] = /^ {2}history +(http:\S+)/m.exec(text) ?? [];
  expect((await fetch(history)).status).toBe(200);
  const kinds = [/administrator's token +(\S+)/, /API key \(history\) +(\S+)/].map(async (printed) => {
    const token = printed.exec(text)?.[1] ?? '';
    return (await told(new URL(history).origin, token, '{ viewer { kind } }')).viewer.kind;
  });
  expect(await Promise.all(kinds)).toEqual(['ADMIN', 'CLIENT']);
  demo.kill('SIGINT');
  const [code] = await over;
  expect(code).toBe(0);
});

test('leaves time to open the links, unless it is to be fast', async () => {
  const demo = start();
  const end = ended(demo);
  const text = await heard(demo, (sofar) => sofar.includes('The session begins in 8 seconds.'));
  expect(linksIn(text).length).toBe(3);
  expect(text).not.toContain('Convened.');
  demo.kill('SIGINT');
  const [code, all] = await end;
  expect(code).toBe(130);
  expect(all).not.toContain('1 of 15 present');
});
