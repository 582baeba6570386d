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
  const child = spawn(process.execPath, [demo, ...options], { cwd: root });
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

test('[C2] killed in the middle of the sheet of 39, it goes on with every receipt honoured', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'demo.sqlite');
  const first = play('--database', file);
  const [code, cut] = await ended(first, (text) => {
    // Its server, tied to it, is told to stop.
    if (text.includes('39 members on one sheet: 15 voters')) first.kill('SIGKILL');
  });
  expect(code).toBe(null);
  expect(cut).not.toContain('Adjourned.');
  expect(readFileSync(`${file}.demo.json`, 'utf8')).toContain('runId');

  const [again, text] = await ended(play('--database', file));
  expect(text).toContain('All equal.');
  expect(again).toBe(0);
});

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

test('the Vĩnh Lộc session, played through the public API, gives the published results; links open its pages before and after', async () => {
  const demo = start('--fast');
  const end = ended(demo);
  const around = heard(demo, (text) => text.includes('  GraphQL '));
  const first = linksIn(await heard(demo, (text) => linksIn(text).length === 3));
  expect(first.map(({ who, url }) => [who, url.pathname])).toEqual([
    ['screen', '/screen'],
    ['delegate Võ Thanh Điền', '/ballot'],
    ['chair', '/chair'],
  ]);
  // They are signed in by the demo, too: a code serves both, and the session goes on.
  const roles = await Promise.all(first.map(opened));
  expect(roles).toEqual(['SCREEN', 'DELEGATE Võ Thanh Điền', 'CHAIR Đào Văn Phi']);

  const text = await around;
  expect(text).toContain('All equal.');
  expect(text).not.toMatch(/\| no\b/);
  expect(text).not.toContain('The session begins in');
  expect(text.indexOf('#code=')).toBeLessThan(text.indexOf('0 of 15 present'));
  expect(linksIn(text)).toEqual([...first, ...first]);
  expect(await Promise.all(first.map(opened))).toEqual(roles);
  const [, history = ''] = /^ {2}history +(http:\S+)/m.exec(text) ?? [];
  expect((await fetch(history)).status).toBe(200);
  const kinds = [/administrator's token +(\S+)/, /API key \(history\) +(\S+)/].map(async (printed) => {
    const token = printed.exec(text)?.[1] ?? '';
    return (await told(new URL(history).origin, token, '{ viewer { kind } }')).viewer.kind;
  });
  expect(await Promise.all(kinds)).toEqual(['ADMIN', 'CLIENT']);
  demo.kill('SIGINT');
  const [code] = await end;
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
