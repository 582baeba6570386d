import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Child, start } from '../main/child.ts';
import { adminToken, temporaryFolder } from '../support/house.ts';
import { expectPrograms } from './needs.ts';
import {
  compression,
  metrics,
  metricsToken,
  type Play,
  page,
  redirect,
  reloadUnderTraffic,
  spoofed,
} from './plays.ts';
import { openProxy, type ProxyName, proxyNames } from './proxies.ts';
import { prometheus, unit } from './tools.ts';

// npm run outside: what stands around the server, set up by the very samples of docs/setup: proxies with people behind them, the unit, the alerts.

const usage = `npm run outside -- [--only ${proxyNames.join()}]`;

const plays: Readonly<Record<string, Play>> = {
  'a page over TLS': page,
  'port 80 leads to TLS': redirect,
  '/metrics is not for the world': metrics,
  'what clients say of themselves is not believed': spoofed,
  'compressed is what may be': compression,
  'reloaded three times while sixteen vote': reloadUnderTraffic,
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string', default: proxyNames.join() } } });
  const names = values.only.split(',').map(proxyNamed);
  expectPrograms();
  const { path: folder, remove } = temporaryFolder();
  const faults: string[] = [];
  const note = (what: string, found: readonly string[]) => {
    console.log(`  ${what}: ${found.length === 0 ? 'yes' : 'NO'}`);
    faults.push(...found.map((fault) => `${what}: ${fault}`));
  };
  try {
    console.log('systemd');
    note('the unit is right, and shut in', await unit(folder));
    for (const name of names)
      await playBehind(name, folder, (what, found) => note(`${name}, ${what}`, found));
    console.log('prometheus');
    const server = await serve(join(folder, 'metrics.sqlite'), folder);
    const headers = { authorization: `Bearer ${metricsToken}` };
    const said = await (await fetch(`${server.address}/metrics`, { headers })).text();
    note('the rules fire, and the metrics are right', await prometheus(folder, said));
    await stop(server);
  } finally {
    remove();
  }
  for (const fault of faults) console.log(`FAULT: ${fault}`);
  console.log(faults.length === 0 ? 'No fault.' : `${faults.length} faults.`);
  process.exit(faults.length === 0 ? 0 : 1);
}

/** A server of its own for each: what one did is not counted against the address of the next. */
async function playBehind(
  name: ProxyName,
  folder: string,
  note: (what: string, found: readonly string[]) => void,
): Promise<void> {
  console.log(name);
  const server = await serve(join(folder, `${name}.sqlite`), folder);
  const proxy = await openProxy(name, join(folder, name), server.address);
  try {
    for (const [what, play] of Object.entries(plays)) {
      note(what, await play({ server, proxy }).catch((error: unknown) => [String(error)]));
    }
  } finally {
    await proxy.stop();
    await stop(server);
  }
}

function serve(file: string, folder: string): Promise<Child> {
  return start(folder, {
    ADMIN_TOKEN: adminToken,
    METRICS_TOKEN: metricsToken,
    DATABASE_URL: `sqlite:${file}`,
    TRUST_PROXY: '1',
  });
}

async function stop(server: Child): Promise<void> {
  server.kill('SIGTERM');
  await server.ended;
}

function proxyNamed(word: string): ProxyName {
  const name = proxyNames.find((one) => one === word);
  if (name === undefined) throw new Error(`--only has ${word}; ${usage}`);
  return name;
}

// So that what it started ends with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
