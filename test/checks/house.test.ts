import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';

// The house's plan, held by reading the tree: who may import what, and how files look.

const root = resolve(import.meta.dirname, '../..');

interface Room {
  /** Paths that a file of the room may import, as prefixes below the root. */
  readonly from: readonly string[];
  /** Packages; 'node' stands for Node's own modules. */
  readonly packages: readonly string[];
}

/** What a store must do for the clerk, and what an entry is. */
const clerkPorts = filesIn('src/clerk/', 'ballot-box-store entry ports registry');

/** The documents that pages and seeds send, with the types of their answers. */
const documents = 'schema/operations/typed.ts';

const preact = ['@preact/signals', 'preact'];

/** What rooms of the pages stand on: these rooms and files below src/pages, what lies beside the rooms, the words and the documents. */
function pageRooms(...names: readonly string[]): string[] {
  return [
    ...names.map((name) => `src/pages/${name}${name.includes('.') ? '' : '/'}`),
    ...filesIn('src/pages/', 'browser-storage days format names page-access tab-state theme visit words'),
    'src/words/',
    documents,
  ];
}

const rooms: Readonly<Record<string, Room>> = {
  'src/core/': { from: ['src/core/'], packages: [] },
  'src/history/': { from: ['src/core/', 'src/history/'], packages: ['lru-cache'] },
  'src/clerk/': { from: ['src/core/', 'src/history/', 'src/clerk/'], packages: ['node', 'lru-cache'] },
  'src/store/': {
    from: ['src/core/', 'src/history/history.ts', ...clerkPorts, 'src/clerk/chain.ts', 'src/store/'],
    packages: ['node', 'fs-native-extensions', 'lru-cache', 'typeorm'],
  },
  'src/words/': { from: ['src/core/', 'src/words/'], packages: [] },
  'src/papers/': {
    from: ['src/core/', 'src/words/', 'src/papers/'],
    packages: ['node', 'pdfmake', '@expo-google-fonts/tinos'],
  },
  'src/exchange/': {
    from: ['src/core/', 'src/history/', 'src/words/formula.ts', 'src/exchange/'],
    packages: ['node', 'csv-parse'],
  },
  'src/verify/': {
    from: [
      'src/core/',
      'src/clerk/entry.ts',
      'src/clerk/chain.ts',
      'src/clerk/codes.ts',
      'src/clerk/cursor.ts',
      'src/clerk/time.ts',
      'src/history/history.ts',
      'src/store/evidence.ts',
      'src/verify/',
    ],
    packages: [],
  },
  // The rooms of src/api in their order: each may know those above it and none below. limits and monitoring do not know each other, nor
  // do http and websocket. errors is below all of them, the door (src/api/api.ts) above.
  'src/api/errors.ts': {
    from: ['src/history/history.ts', ...filesIn('src/clerk/', 'answer ports')],
    packages: ['node', 'graphql'],
  },
  'src/api/limits/': {
    from: [
      ...filesIn('src/core/', 'nesting state'),
      ...filesIn('src/clerk/', 'clerk codes doorkeeper'),
      'src/api/errors.ts',
      'src/api/limits/',
    ],
    packages: [
      'node',
      'graphql',
      'lru-cache',
      '@escape.tech/graphql-armor-max-depth',
      'graphql-query-complexity',
      'ipaddr.js',
      'rate-limiter-flexible',
    ],
  },
  'src/api/monitoring/': {
    from: ['src/core/ballot-box.ts', 'src/clerk/observer.ts', 'src/api/errors.ts', 'src/api/monitoring/'],
    packages: ['node', 'graphql', 'pino', 'prom-client'],
  },
  'src/api/server/': {
    from: [
      ...filesIn('src/clerk/', 'doorkeeper ports'),
      'src/api/limits/',
      'src/api/monitoring/',
      'src/api/server/',
    ],
    packages: ['node', '@fastify/cors', 'fastify'],
  },
  'src/api/files/': {
    from: [
      ...filesIn('src/clerk/', 'codes doorkeeper ports time'),
      'src/words/words.ts',
      'src/api/errors.ts',
      'src/api/limits/',
      'src/api/server/',
      'src/api/files/',
    ],
    packages: ['node', '@fastify/helmet', '@fastify/static', 'fastify', 'graphql', 'lru-cache'],
  },
  'src/api/schema/types/': {
    from: [
      'src/core/',
      'src/papers/order.ts',
      'src/history/history.ts',
      ...filesIn('src/exchange/', 'read write'),
      'src/api/schema/types/',
    ],
    packages: ['graphql', 'reflect-metadata', 'type-graphql'],
  },
  'src/api/schema/mapping/': {
    from: [
      'src/core/',
      'src/words/',
      'src/history/history.ts',
      ...filesIn('src/clerk/', 'cursor snapshot'),
      'src/api/schema/loaders.ts',
      'src/api/schema/types/',
      'src/api/schema/mapping/',
    ],
    packages: ['unhomoglyph'],
  },
  'src/api/schema/': {
    from: [
      'src/core/',
      'src/words/words.ts',
      'src/papers/',
      'src/history/',
      'src/exchange/',
      ...filesIn('src/clerk/', 'answer clerk codes cursor doorkeeper entry feed snapshot throttled-bell'),
      'src/api/errors.ts',
      'src/api/limits/',
      'src/api/files/downloads.ts',
      'src/api/schema/',
    ],
    packages: ['node', 'dataloader', 'graphql', 'reflect-metadata', 'type-graphql'],
  },
  'src/api/http/': {
    from: [
      'src/words/words.ts',
      'src/api/errors.ts',
      'src/api/limits/',
      'src/api/monitoring/operation-log.ts',
      'src/api/server/',
      'src/api/files/explorer.ts',
      'src/api/schema/context.ts',
      'src/api/http/',
    ],
    packages: ['node', '@apollo/server', 'fastify', 'graphql', 'lru-cache'],
  },
  'src/api/websocket/': {
    from: [
      'src/core/show.ts',
      'src/core/vocabulary.ts',
      'src/words/words.ts',
      ...filesIn('src/clerk/', 'doorkeeper feed snapshot throttled-bell'),
      'src/api/errors.ts',
      'src/api/limits/',
      'src/api/monitoring/',
      'src/api/server/bearer.ts',
      'src/api/schema/context.ts',
      'src/api/websocket/',
    ],
    packages: ['node', 'graphql', 'graphql-ws', 'ws'],
  },
  'src/api/': {
    from: [
      'src/core/',
      'src/history/',
      'src/papers/printer.ts',
      ...filesIn('src/clerk/', 'clerk doorkeeper throttled-bell time'),
      'src/api/',
    ],
    packages: ['pino'],
  },
  'src/pages/': { from: ['src/pages/', 'src/words/', documents], packages: preact },
  'src/pages/live/': {
    from: ['src/pages/live/', 'src/pages/browser-storage.ts', 'src/pages/words.ts', documents],
    packages: [...preact, 'graphql-ws', 'uuid'],
  },
  'src/pages/kit/': { from: pageRooms('kit', 'live'), packages: preact },
  'src/pages/files/': { from: pageRooms('files', 'kit', 'live'), packages: preact },
  'src/pages/session/': { from: pageRooms('session', 'kit', 'live'), packages: preact },
  'src/pages/sign-in/': { from: pageRooms('sign-in', 'kit', 'live', 'open-page.tsx'), packages: preact },
  'src/pages/screen/': {
    from: pageRooms('screen', 'session', 'kit', 'live', 'open-page.tsx'),
    packages: preact,
  },
  'src/pages/ballot/': {
    from: pageRooms('ballot', 'session', 'kit', 'live', 'open-page.tsx'),
    packages: preact,
  },
  'src/pages/chair/': { from: pageRooms('chair', 'kit', 'live', 'open-page.tsx'), packages: preact },
  'src/pages/chair/conduct/': {
    from: pageRooms('chair/conduct', 'chair/names-alike.tsx', 'files', 'session', 'kit', 'live'),
    packages: preact,
  },
  'src/pages/chair/prepare/': {
    from: pageRooms('chair/prepare', 'chair/names-alike.tsx', 'files', 'kit', 'live'),
    packages: [...preact, 'uqr', 'uuid'],
  },
  'src/pages/chair/prepare/spreadsheet/': {
    from: [
      'src/pages/chair/prepare/spreadsheet/',
      ...filesIn('src/pages/chair/prepare/', 'draft facts numbers same-subject words'),
      'src/pages/files/read.ts',
      'src/words/',
      documents,
    ],
    packages: ['papaparse'],
  },
  'src/pages/history/': {
    from: pageRooms('history', 'files', 'session', 'kit', 'live', 'open-page.tsx'),
    packages: [...preact, 'papaparse'],
  },
  'src/explorer/': {
    from: ['src/explorer/', 'src/words/', 'src/pages/browser-storage.ts', 'src/pages/style/'],
    packages: [
      '@graphiql/plugin-doc-explorer',
      '@graphiql/react',
      'graphiql',
      'graphql',
      'graphql-ws',
      'react',
      'react-dom',
    ],
  },
  'src/tools/': {
    from: ['src/', 'ormconfig.ts'],
    packages: ['node', 'graphql', '@graphql-codegen', 'cli-progress'],
  },
  'src/': { from: ['src/', 'ormconfig.ts'], packages: ['node', 'ajv', 'pino'] },
  'schema/': { from: ['schema/', 'src/core/vietnamese.ts'], packages: ['typeorm'] },
  'seeds/': {
    from: ['seeds/', 'schema/operations/', 'src/tools/command.ts'],
    packages: ['node', 'graphql', 'graphql-ws', 'ws'],
  },
  'ormconfig.ts': { from: ['schema/migrations/'], packages: ['node', 'sqlite3', 'typeorm'] },
};

const schemaTypes = filesIn('src/api/schema/types/', 'review round session');

/** Files that import each other in a circle. The list only gets shorter: take out what is gone, and let nothing in. */
const knownCircles = {
  /** At run time too. It stays, because the schema is a graph, whose types name each other by thunks. */
  values: [schemaTypes],
  /** Of types and values together. */
  all: [schemaTypes],
};

function filesIn(folder: string, names: string, ending = '.ts'): string[] {
  return names.split(' ').map((name) => `${folder}${name}${ending}`);
}

/** By the build, from the documents beside it. */
const written = /^schema\/operations\/typed(?:\.ts|\/)/;

const files = [...sourcesIn('src'), ...sourcesIn('schema'), ...sourcesIn('seeds'), 'ormconfig.ts'];

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !written.test(file));
}

/** `of`: everything that is imported, or only that of which something is there at run time. */
function importsOf(file: string, of: 'ALL' | 'VALUES' = 'ALL'): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const read = of === 'ALL' ? text : text.replace(/^import type [^;]*;/gm, '');
  const found = read.matchAll(
    /^(?:import|export)\b[^'"`;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function fileImported(file: string, wanted: string): string {
  return relative(root, resolve(root, dirname(file), wanted))
    .split(sep)
    .join('/');
}

/** Files of src that lead to each other by imports, in the order of their names. */
function circlesAmong(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const reached = new Map(
    [...imports.keys()].map((file) => {
      const seen = new Set<string>();
      const left = [file];
      for (let one = left.pop(); one !== undefined; one = left.pop()) {
        for (const next of imports.get(one) ?? []) {
          if (!seen.has(next)) left.push(next);
          seen.add(next);
        }
      }
      return [file, seen] as const;
    }),
  );
  const circles = [...reached].map(([file, seen]) =>
    [...seen].filter((other) => reached.get(other)?.has(file)),
  );
  const named = circles.filter((circle) => circle.length > 0).map((circle) => circle.sort().join(' '));
  return [...new Set(named)].sort().map((circle) => circle.split(' '));
}

function circlesOf(of: 'ALL' | 'VALUES'): string[][] {
  const inSrc = files.filter((file) => file.startsWith('src/'));
  return circlesAmong(
    new Map(
      inSrc.map((file) => {
        const own = importsOf(file, of).filter((wanted) => wanted.startsWith('.'));
        return [file, own.map((wanted) => fileImported(file, wanted))];
      }),
    ),
  );
}

function faultsOf(file: string): string[] {
  const name = Object.keys(rooms)
    .filter((prefix) => file.startsWith(prefix))
    .sort((one, other) => other.length - one.length)[0];
  const room = name === undefined ? undefined : rooms[name];
  if (room === undefined) return [`${file} is in no room`];
  return importsOf(file).flatMap((wanted) => {
    if (wanted.startsWith('.')) {
      const target = fileImported(file, wanted);
      return room.from.some((prefix) => target.startsWith(prefix)) ? [] : [`${file} imports ${target}`];
    }
    const bare =
      wanted.startsWith('@') && !wanted.startsWith('@graphql-codegen/')
        ? wanted.split('/').slice(0, 2).join('/')
        : (wanted.split('/')[0] ?? '');
    const known = wanted.startsWith('node:') || builtinModules.includes(bare) ? 'node' : bare;
    return room.packages.includes(known) ? [] : [`${file} imports the package ${wanted}`];
  });
}

test('every room imports only what its row of the plan allows', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(faultsOf)).toEqual([]);
});

test('the rooms of src/api may know those above them in the table, and none below', () => {
  const stretchOf = (path: string) => path.split('/')[2] ?? '';
  const ofApi = Object.entries(rooms).filter(([name]) => name.startsWith('src/api/'));
  const order = [...new Set(ofApi.map(([name]) => stretchOf(name)))];
  expect(order.join(' ')).toBe('errors.ts limits monitoring server files schema http websocket ');
  const upwards = ofApi.flatMap(([name, { from }]) =>
    from
      .filter((path) => path.startsWith('src/api/'))
      .filter((path) => order.indexOf(stretchOf(path)) > order.indexOf(stretchOf(name)))
      .map((path) => `${name} may import ${path}`),
  );
  expect(upwards).toEqual([]);
});

test('the check sees an import that is not allowed', () => {
  expect(importsOf('src/store/gate.ts')).toContain('typeorm');
  expect(importsOf('src/main.ts')).toContain('./serve.ts');
});

test('no files import each other in a circle but those that are known', () => {
  expect({ values: circlesOf('VALUES'), all: circlesOf('ALL') }).toEqual(knownCircles);
});

test('the check sees a circle, and of types alone none at run time', () => {
  const imports = { a: ['b'], b: ['c', 'd'], c: ['a'], d: [], e: ['a'] };
  expect(circlesAmong(new Map(Object.entries(imports)))).toEqual([['a', 'b', 'c']]);
  expect(importsOf('src/core/event.ts')).toContain('./tally.ts');
  expect(importsOf('src/core/event.ts', 'VALUES')).toEqual([]);
});

test('only the store speaks SQL, and only migrations change tables', () => {
  const speaks = (file: string) =>
    /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\s/.test(readFileSync(join(root, file), 'utf8'));
  const outside = files.filter(
    (file) => !file.startsWith('src/store/') && !file.startsWith('schema/migrations/'),
  );
  expect(outside.filter(speaks)).toEqual([]);
});

test('the core has no clock and no chance', () => {
  const impure = /\b(?:Date\.now|new Date|Math\.random|performance\.now|setTimeout|async |await |Promise\b)/;
  const core = files.filter((file) => file.startsWith('src/core/'));
  expect(core.filter((file) => impure.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test('nothing that serves starts a program or asks another server', () => {
  const serving = files.filter((file) => !/^(?:src\/(?:pages|explorer|tools)|seeds)\//.test(file));
  const reaching =
    /^import (?!type\b)[^;]*? from 'node:(?:child_process|cluster|dgram|dns|net|tls|vm)|\bfetch\(|\b(?:eval|Function)\(|https?\.(?:get|request)\(/m;
  expect(serving.length).toBeGreaterThan(50);
  expect(serving.filter((file) => reaching.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test('no file is long enough to be two, none has a default export, none re-exports', () => {
  const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 401);
  expect(long).toEqual([]);
  expect(files.filter((file) => /^export default/m.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  expect(files.filter((file) => /^export .* from /m.test(readFileSync(join(root, file), 'utf8')))).toEqual(
    [],
  );
});

test('every rule that has an id is quoted by a test', () => {
  const rules = [
    ...readFileSync(join(root, 'src/core/RULES.md'), 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm),
  ];
  const titles = sourcesIn('test')
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const unquoted = rules
    .map((match) => match[1] ?? '')
    .filter((id) => !new RegExp(`\\[[^\\]]*\\b${id}\\b[^\\]]*\\]`).test(titles));
  expect(unquoted).toEqual([]);
});
