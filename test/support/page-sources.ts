import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseSync } from 'vite';
import { packageRoot } from '../../src/package-root.ts';

// Reads the sources of the pages as syntax trees. It finds which words of the catalogues they use, and which texts they have that are in no catalogue.

/** A node of a syntax tree, with no more of its type than these checks need. */
interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

export interface PageSource {
  /** The file's path below src/pages or src/explorer. */
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

/** Parses a source. Throws where it has a syntax error, because a tree of a part of the file would hide the rest. */
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

/** Visits a node and all nodes below it. Where `visit` returns false, the nodes below that one are left out. */
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

/** The path of a word: the catalogue and then the keys. A key that is known only when the page runs is `*`. It is written as `common.pages.*`. */
type Path = readonly string[];

/** The words that the names in a file mean. `t` can mean all of `common`, and `levels` the words `common.levels`. */
type Meanings = Map<string, Path[]>;

/**
 * Returns the catalogue that a call of `say(…)` is given; null for any other call. `screenWords` is the catalogue of words/…/screen.ts, and `words` the one
 * that the file imports under that name.
 */
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

/** Returns the paths of the words that an expression means; null where it means none. */
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

/** Returns the names that a declaration gives words to, with destructuring or without. A parameter `t` may be any catalogue. */
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

/** Returns every path of words that a file reads, as `catalogue.key.key`. A whole catalogue that is passed on is not counted. */
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

/** Returns the child nodes that read words. Names after a dot or before a colon do not, nor do names that are declared. */
function partsRead(node: Node, isWords: boolean): Node[] {
  const { object, property, computed, value, key, init } = node as Readonly<Record<string, Node>>;
  if (node.type === 'MemberExpression') {
    return [...(isWords ? [] : [object]), ...(computed ? [property] : [])].filter(isNode);
  }
  if (node.type === 'Property') return [value, ...(computed ? [key] : [])].filter(isNode);
  if (node.type === 'VariableDeclarator') return [init].filter(isNode);
  return childrenOf(node);
}

/** Returns all literals of a file as texts, those in types included, because `t[name]` may be used with any of them. */
export function literalsIn(source: PageSource): Set<string> {
  return new Set(all(source.program, 'Literal').map(({ value }) => String(value)));
}

/** The types of input fields in which no browser checks spelling. */
const unspelled = ['checkbox', 'radio', 'file', 'number', 'password'];

/** Returns the text fields in which the browser checks spelling, as `file: element`. */
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

/** Matches the attributes whose text people read or hear. */
const said =
  /^(?:alt|title|placeholder|summary|caption|hint|lead|text|message|content|aria-(?:label|description|valuetext|roledescription))$|label$|title$/i;

/** Returns the texts that people would read and that are in no catalogue, as `file: text`. */
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
      // The text of other attributes is not shown to people, but JSX within them may be.
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

/** Returns the texts that an expression can evaluate to. Texts that it only compares with or passes to functions are left out. */
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
