import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { cert, key } from '../support/certificate.ts';
import { freePort } from '../support/port.ts';
import { run } from '../support/program.ts';
import { pathOf } from './needs.ts';
import { sample } from './sample.ts';

// The four proxies of docs/setup, each with its sample, on ports of loopback.

/** The name that the certificate is for. */
export const siteName = 'phong-hop.lan';
const nameInSamples = 'hop.example.vn';
const serverInSamples = '127.0.0.1:4000';

export interface SiteProxy {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Has it read its configuration again, as whoever runs it would. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

interface Place {
  readonly folder: string;
  /** host:port of the server behind it. */
  readonly server: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly cert: string;
  readonly key: string;
}

export const proxyNames = ['nginx', 'haproxy', 'caddy', 'apache2'] as const;
export type ProxyName = (typeof proxyNames)[number];

const starters: Readonly<Record<ProxyName, (place: Place) => Promise<Started>>> = {
  nginx: startNginx,
  haproxy: startHaproxy,
  caddy: startCaddy,
  apache2: startApache,
};

interface Started {
  readonly child: ChildProcess;
  reload(): Promise<void> | void;
}

/** Resolves once it takes connections. */
export async function openProxy(name: ProxyName, folder: string, address: string): Promise<SiteProxy> {
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  mkdirSync(folder);
  const place = {
    folder,
    server: new URL(address).host,
    httpPort,
    httpsPort,
    cert: join(folder, 'hop.pem'),
    key: join(folder, 'hop.key'),
  };
  writeFileSync(place.cert, cert);
  writeFileSync(place.key, key);
  const { child, reload } = await starters[name](place);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => said.push(String(data)));
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  for (const port of [httpPort, httpsPort]) {
    while (!(await takesConnections(port))) if (gone) throw new Error(`${name} ended: ${said.join('')}`);
  }
  return {
    httpPort,
    httpsPort,
    reload: async () => reload(),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1');
    const end = (taken: boolean) => () => {
      socket.destroy();
      answer(taken);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}

function started(program: Parameters<typeof pathOf>[0], given: readonly string[], env = {}): ChildProcess {
  return spawn(pathOf(program), given, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function write(place: Place, file: string, text: string): string {
  const path = join(place.folder, file);
  writeFileSync(path, text);
  return path;
}

const isRoot = process.getuid?.() === 0;

async function startNginx(place: Place): Promise<Started> {
  const site = sample('nginx.conf', {
    'listen 80;': `listen 127.0.0.1:${place.httpPort};`,
    'listen [::]:80;': '',
    'listen 443 ssl http2;': `listen 127.0.0.1:${place.httpsPort} ssl http2;`,
    'listen [::]:443 ssl http2;': '',
    '/etc/ssl/hop.pem': place.cert,
    '/etc/ssl/hop.key': place.key,
    [nameInSamples]: siteName,
    [serverInSamples]: place.server,
  });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const file = write(
    place,
    'nginx.conf',
    // As Debian has it around every site: compression is on for what is text/html.
    `${isRoot ? 'user root;' : ''} daemon off; worker_processes 2; pid ${place.folder}/pid; error_log ${place.folder}/log;
     events { worker_connections 1024; }
     http { gzip on; access_log off; ${temporary.map((kind) => `${kind}_temp_path ${place.folder}/${kind};`).join(' ')}
     ${site} }`,
  );
  const given = ['-p', place.folder, '-e', join(place.folder, 'log'), '-c', file];
  return { child: started('nginx', given), reload: () => expectDone('nginx', [...given, '-s', 'reload']) };
}

async function startHaproxy(place: Place): Promise<Started> {
  const both = write(place, 'hop-with-key.pem', `${cert}\n${key}\n`);
  const file = write(
    place,
    'haproxy.cfg',
    sample('haproxy.cfg', {
      'bind :80': `bind 127.0.0.1:${place.httpPort}`,
      'bind :443': `bind 127.0.0.1:${place.httpsPort}`,
      '/etc/ssl/hop-with-key.pem': both,
      [serverInSamples]: place.server,
    }),
  );
  const child = started('haproxy', ['-W', '-db', '-f', file]);
  return { child, reload: () => void child.kill('SIGUSR2') };
}

async function startCaddy(place: Place): Promise<Started> {
  const admin = `127.0.0.1:${await freePort()}`;
  const site = sample('Caddyfile', {
    '/etc/ssl/hop.pem': place.cert,
    '/etc/ssl/hop.key': place.key,
    [nameInSamples]: siteName,
    [serverInSamples]: place.server,
  });
  const file = write(
    place,
    'Caddyfile',
    `{\n\thttp_port ${place.httpPort}\n\thttps_port ${place.httpsPort}\n\tdefault_bind 127.0.0.1\n\tadmin ${admin}\n}\n${site}`,
  );
  const env = { HOME: place.folder, XDG_DATA_HOME: place.folder, XDG_CONFIG_HOME: place.folder };
  const config = ['--config', file, '--adapter', 'caddyfile'];
  return {
    child: started('caddy', ['run', ...config], env),
    reload: () => expectDone('caddy', ['reload', ...config, '--address', admin, '--force']),
  };
}

/** Those that Debian has on by itself, and those that the sample asks for. */
const apacheModules = [
  'mpm_event',
  'authz_core',
  'alias',
  'env',
  'filter',
  'deflate',
  'reqtimeout',
  'ssl',
  'headers',
  'proxy',
  'proxy_http',
  'unique_id',
];

async function startApache(place: Place): Promise<Started> {
  const site = sample('apache.conf', {
    '*:80': `127.0.0.1:${place.httpPort}`,
    '*:443': `127.0.0.1:${place.httpsPort}`,
    '/etc/ssl/hop.pem': place.cert,
    '/etc/ssl/hop.key': place.key,
    [nameInSamples]: siteName,
    [serverInSamples]: place.server,
  });
  const file = write(
    place,
    'apache2.conf',
    `${apacheModules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerRoot ${place.folder}
ServerName ${siteName}
PidFile ${place.folder}/pid
Mutex file:${place.folder}
ErrorLog ${place.folder}/log
User www-data
Group www-data
Listen 127.0.0.1:${place.httpPort}
Listen 127.0.0.1:${place.httpsPort}
# As whoever follows advice of another page has it.
AddOutputFilterByType DEFLATE text/html text/css text/javascript application/json application/graphql-response+json text/csv
${site}`,
  );
  const child = started('apache2', ['-d', place.folder, '-f', file, '-DFOREGROUND']);
  return { child, reload: () => void child.kill('SIGUSR1') };
}

async function expectDone(program: Parameters<typeof pathOf>[0], given: readonly string[]): Promise<void> {
  const { code, err } = await run(pathOf(program), given);
  if (code !== 0) throw new Error(`${program} ${given.join(' ')} ended with ${code}: ${err}`);
}
