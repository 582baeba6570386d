import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';

// Whoever hands on what others wrote hands on their names and licences (MIT, OFL). Which packages are in a build, only the build knows: those
// that the code names, those that these need, and no others. So it writes the list itself, beside what it makes.

export const noticesFile = 'licenses.txt';

/** The name that one repository has now, and that it has in packages which were published before. */
const moved = ['https://github.com/facebook/react', 'https://github.com/react/react'] as const;

interface Package {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly repository: string;
  /** As package.json names it. */
  readonly author: string;
}

const licenceFile = /^(?:licen[cs]e|copying|notice|ofl|third-?party-?(?:notices?|licen[cs]es?))(?:[.-].*)?$/i;

/** The parts that the bundler itself adds: how a script loads another one. */
const ofBundler: Readonly<Record<string, string>> = { vite: 'vite', rolldown: 'rolldown' };

/**
 * Writes `licenses.txt` into a build: every package of which something is in it, scripts, styles, letters and workers. The build fails
 * where one says nothing of its licence. Call it once for a build: `pages` goes among its plugins, `workers` among those of its workers.
 */
export function notices(root: string): { readonly pages: Plugin; readonly workers: Plugin } {
  const found = new Map<string, Package>();
  /** Vite's root, to which it names files. */
  let from = root;
  const note = (module: string) => {
    const one = packageOf(root, module);
    if (one !== null) found.set(`${one.name} ${one.version}`, one);
  };
  const collect: Plugin['generateBundle'] = (_options, bundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type === 'asset') for (const original of file.originalFileNames) note(resolve(from, original));
      else
        for (const [module, { renderedLength }] of Object.entries(file.modules)) {
          // Of a style sheet the script has nothing.
          if (renderedLength > 0 || /\.css(?:\?|$)/.test(module)) note(module);
        }
    }
  };
  return {
    workers: { name: 'notices-of-workers', generateBundle: collect },
    pages: {
      name: 'notices',
      configResolved(config) {
        from = config.root;
      },
      generateBundle(options, bundle, isWrite) {
        (collect as (...given: unknown[]) => void).call(this, options, bundle, isWrite);
        this.emitFile({ type: 'asset', fileName: noticesFile, source: textOf([...found.values()], root) });
      },
    },
  };
}

/** Whose a module is; null for our own. */
function packageOf(root: string, module: string): Package | null {
  const path = module.replace(/^\0/, '').replace(/\?.*$/, '');
  const bundler = ofBundler[path.split('/')[0] ?? ''];
  if (module.startsWith('\0') && bundler !== undefined)
    return readPackage(join(root, 'node_modules', bundler));
  if (!path.includes('/node_modules/')) return null;
  for (let folder = dirname(path); folder.includes('/node_modules/'); folder = dirname(folder)) {
    const one = readPackage(folder);
    if (one !== null) return one;
  }
  return null;
}

/** Null where a folder is none: some hold a package.json that says how their files are read, and no name. */
function readPackage(folder: string): Package | null {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return null;
  const { name, version, license, repository, author } = JSON.parse(readFileSync(file, 'utf8')) as {
    name?: string;
    version?: string;
    license?: string;
    repository?: string | { url?: string };
    author?: string | { name?: string };
  };
  if (name === undefined || version === undefined) return null;
  const url = (typeof repository === 'string' ? repository : repository?.url) ?? '';
  return {
    folder,
    name,
    version,
    license: license ?? '',
    author: (typeof author === 'string' ? author : author?.name) ?? '',
    repository: url
      .replace(/^git\+/, '')
      .replace(/\.git$/, '')
      .replace(...moved),
  };
}

/** What the bundler itself is made of is not in a build. */
const ofOthers = /\n#+ Licenses of bundled dependencies\n.*$/s;

function textsOf({ folder, name }: Package): readonly string[] {
  const isBundler = name in ofBundler;
  return readdirSync(folder)
    .filter((file) => (isBundler ? /^licen[cs]e(?:\.md)?$/i : licenceFile).test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replace(ofOthers, '').trim());
}

/** The texts of a package, else of another one of the same repository, else, where it says MIT and who wrote it, that licence's own words. */
function licencesOf(one: Package, all: readonly Package[], root: string): readonly string[] {
  const beside = all.filter(({ repository }) => repository !== '' && repository === one.repository);
  const texts = [one, ...beside].map(textsOf).find((found) => found.length > 0);
  if (texts !== undefined) return texts;
  if (one.license !== 'MIT' || one.author === '')
    throw new Error(`${one.folder} says nothing of its licence: what is it handed on under?`);
  const mit = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  return [mit.replace(/^Copyright .*$/m, `Copyright (c) ${one.author}`)];
}

function textOf(packages: readonly Package[], root: string): string {
  const sorted = packages.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const parts = sorted.map((one) => {
    const { name, version, license, repository } = one;
    const head = [`${name} ${version}`, license, ...(repository === '' ? [] : [repository])].join(', ');
    return [head, ...licencesOf(one, sorted, root)].join('\n\n');
  });
  return `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
