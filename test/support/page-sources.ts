import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseSync } from 'vite';
import { packageRoot } from '../../src/package-root.ts';

// The sources of the pages as trees: which words they use, and what they say that no catalogue holds.

/** A node of the tree, as far as these checks look into it. */
interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

export interface PageSource {
  /** Below src/pages or src/explorer. */
  readonly file: string;
  readonly program: Node;
}

const folders = ['pages', 'explorer'].map((name) => join(packageRoot(), 'src', name));

export function pageSources(): PageSource[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => pageSource(file, readFileSync(join(folder, file), 'utf8'))),
  );
}

/** Throws where the text is no TypeScript: a tree of half a file would hide what the other half does. */
export function pageSource(file: string, text: string): PageSource {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
  return { file, program: program as unknown as Node };
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

/** The node and all below it; `visit` says whether to go below. */
function walk(node: Node, visit: (node: Node) => boolean): void {
  if (visit(node)) for (const child of childrenOf(node)) walk(child, visit);
}

function all(node: Node, type: string): Node[] {
  const found: Node[] = [];
  walk(node, (one) => {
    if (one.type === type) found.push(one);
    return true;
  });
  return found;
}

const nameOf = (node: unknown): string | null =>
  isNode(node) && node.type === 'Identifier' ? String(node.name) : null;

/** Dots between; `*` for what is known only when the page runs; the catalogue first: `common.pages.*`. */
type Path = readonly string[];

/** What names in a file stand for: `t` for all of `common`, `levels` for `common.levels`. */
type Meanings = Map<string, Path[]>;

/** The catalogue that `say(…)` is given: `screenWords` is that of words/…/screen.ts, `words` the one that the file imports. */
function catalogueOf(call: Node, source: PageSource): string | null {
  const [argument] = call.arguments as Node[];
  const name = nameOf(argument);
  if (nameOf(call.callee) !== 'say' || name === null) return null;
  if (name !== 'words') return name.replace(/Words$/, '').replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`);
  const imported = all(source.program, 'ImportDeclaration').map(({ source: from }) =>
    String((from as Node).value),
  );
  const own = imported.find((path) => /words\/vi\/pages\/[\w-]+\.ts$/.test(path));
  return own === undefined ? null : basename(own, '.ts');
}

/** The paths that an expression stands for, `null` where it is about no words. */
function pathsOf(node: Node, source: PageSource, meanings: Meanings): readonly Path[] | null {
  if (node.type === 'CallExpression') {
    const catalogue = catalogueOf(node, source);
    return catalogue === null ? null : [[catalogue]];
  }
  const name = nameOf(node);
  if (name !== null) return meanings.get(name) ?? null;
  if (node.type !== 'MemberExpression') return null;
  const above = pathsOf(node.object as Node, source, meanings);
  const property = node.property as Node;
  const step = node.computed
    ? property.type === 'Literal'
      ? String(property.value)
      : '*'
    : nameOf(property);
  return above?.map((path) => [...path, step ?? '*']) ?? null;
}

/** Names that are given words by a declaration, taken apart or not; `t` that is handed to a function may be any catalogue's. */
function meaningsIn(source: PageSource): Meanings {
  const meanings: Meanings = new Map();
  const mean = (name: string, path: Path) => meanings.set(name, [...(meanings.get(name) ?? []), path]);
  for (const declared of all(source.program, 'VariableDeclarator')) {
    const { id, init } = declared as Node & { id: Node; init: Node | null };
    const paths = init === null ? null : pathsOf(init, source, meanings);
    for (const path of paths ?? []) {
      if (id.type === 'Identifier') mean(String(id.name), path);
      if (id.type !== 'ObjectPattern') continue;
      for (const { key, value } of id.properties as (Node & { key: Node; value: Node })[]) {
        mean(nameOf(value) ?? '', [...path, nameOf(key) ?? '*']);
      }
    }
  }
  const taken = functionTypes
    .flatMap((type) => all(source.program, type))
    .flatMap(({ params }) => params as Node[]);
  if (taken.some((param) => all(param, 'Identifier').some((one) => one.name === 't'))) mean('t', ['*']);
  return meanings;
}

const functionTypes = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

/** Every path of words that a file reads, as `catalogue.key.key`. Whole catalogues that are handed on do not count. */
export function wordsUsedIn(source: PageSource): Set<string> {
  const meanings = meaningsIn(source);
  const used = new Set<string>();
  const read = (node: Node): void => {
    const paths = pathsOf(node, source, meanings);
    for (const path of paths ?? []) if (path.length > 1) used.add(path.join('.'));
    for (const part of partsRead(node, paths !== null)) read(part);
  };
  read(source.program);
  return used;
}

/** What of a node is an expression: not the names after dots and before colons, nor what gives words a name. */
function partsRead(node: Node, isWords: boolean): Node[] {
  const { object, property, computed, value, key, init } = node as Readonly<Record<string, Node>>;
  if (node.type === 'MemberExpression') {
    return [...(isWords ? [] : [object]), ...(computed ? [property] : [])].filter(isNode);
  }
  if (node.type === 'Property') return [value, ...(computed ? [key] : [])].filter(isNode);
  if (node.type === 'VariableDeclarator') return [init].filter(isNode);
  return childrenOf(node);
}

/** Texts that stand in quotation marks, types included: what `t[name]` may be asked for. */
export function literalsIn(source: PageSource): Set<string> {
  return new Set(all(source.program, 'Literal').map(({ value }) => String(value)));
}

/** Types of fields whose spelling no browser checks. */
const unspelled = ['checkbox', 'radio', 'file', 'number', 'password'];

/** Fields into which people write and which let the browser check the spelling, as `file: element`. */
export function spellcheckedIn(source: PageSource): string[] {
  return all(source.program, 'JSXOpeningElement').flatMap((element) => {
    const { name, attributes } = element as Node & { name: Node; attributes: Node[] };
    const given = new Map(attributes.map((one) => [String((one.name as Node | undefined)?.name), one.value]));
    const constantOf = (attribute: string) => {
      const value = given.get(attribute) as Node | undefined;
      return value?.type === 'JSXExpressionContainer' ? (value.expression as Node).value : value?.value;
    };
    const isField = ['input', 'textarea'].includes(String(name.name));
    if (!isField || unspelled.includes(String(constantOf('type'))) || constantOf('spellcheck') === false)
      return [];
    return [`${source.file}: ${name.name}`];
  });
}

/** Attributes whose text is read or heard. */
const said =
  /^(?:alt|title|placeholder|summary|caption|hint|lead|text|message|content|aria-(?:label|description|valuetext|roledescription))$|label$|title$/i;

/** What people would read that no catalogue holds, as `file: text`. */
export function literalTextIn(source: PageSource): string[] {
  const found: string[] = [];
  walk(source.program, (node) => {
    if (node.type === 'JSXText') found.push(String(node.value));
    if (node.type === 'JSXExpressionContainer') found.push(...textsOf(node.expression as Node));
    if (node.type === 'JSXAttribute') {
      const { name, value } = node as Node & { name: Node; value: Node | null };
      if (said.test(String(name.name)) && value !== null) {
        found.push(...textsOf(value.type === 'JSXExpressionContainer' ? (value.expression as Node) : value));
      }
      // Other attributes are for the machine; what they hold may be JSX again.
      if (value?.type === 'JSXExpressionContainer') {
        for (const inner of childrenOf(value)) walk(inner, (one) => visitInner(one, found));
      }
      return false;
    }
    return true;
  });
  const foreign = all(source.program, 'Literal').flatMap(textsOf);
  const quasis = all(source.program, 'TemplateElement').map(cooked);
  const marked = [...foreign, ...quasis].filter((text) => /[^\P{L}a-zA-Z]/u.test(text));
  return [...found.filter((text) => /\p{L}/u.test(text)), ...marked].map(
    (text) => `${source.file}: ${text.trim()}`,
  );
}

function visitInner(node: Node, found: string[]): boolean {
  if (node.type === 'JSXText') found.push(String(node.value));
  return true;
}

const cooked = (node: Node): string => String((node.value as { cooked?: string }).cooked ?? '');

/** The texts that an expression can come to, without those that it only compares with or hands to functions. */
function textsOf(node: Node): string[] {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return [...(node.quasis as Node[]).map(cooked), ...(node.expressions as Node[]).flatMap(textsOf)];
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap((one) => textsOf(one as Node));
    case 'LogicalExpression':
      return [node.left, node.right].flatMap((one) => textsOf(one as Node));
    case 'BinaryExpression':
      return node.operator === '+' ? [node.left, node.right].flatMap((one) => textsOf(one as Node)) : [];
    default:
      return [];
  }
}
