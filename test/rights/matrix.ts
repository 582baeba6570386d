import type { Chance } from '../support/chance.ts';
import { entriesIn } from '../support/session.ts';
import { type Recipe, recipes } from './recipes.ts';
import { type Answer, askOverHttp, askOverSocket, type Viewer, viewers } from './viewers.ts';
import type { Stage, Stages, World } from './world.ts';

/** What becomes of it: given or done, nothing there for this viewer, or the code that refuses it. */
export const allowed = '✓';
export const empty = '–';

export interface Row {
  readonly name: string;
  readonly cells: ReadonlyMap<Viewer, string>;
}

/** What every viewer gets of every root field of a type: over HTTP and over a socket, or in each cell over the one that is drawn. */
export async function rootRows(
  stages: Stages,
  type: keyof typeof recipes,
  chance: Chance | null,
): Promise<readonly Row[]> {
  const worlds = new Worlds(stages);
  const rows = recipes[type].map((recipe) => {
    const { field, of } = recipe;
    return { recipe, name: of === undefined ? field : `${field} (${of})`, cells: new Map<Viewer, string>() };
  });
  // One viewer after another, because the day that ends a token ends everybody's.
  for (const viewer of viewers) {
    for (const { recipe, cells } of rows)
      cells.set(viewer, await cellOf(stages, worlds, waysOf(type, chance), recipe, viewer));
  }
  return rows;
}

/** Sessions by stage; one that was changed is not used again. */
class Worlds {
  readonly #stages: Stages;
  readonly #untouched = new Map<Stage, World>();

  constructor(stages: Stages) {
    this.#stages = stages;
  }

  async at(stage: Stage): Promise<World> {
    const world = this.#untouched.get(stage) ?? (await this.#stages.at(stage));
    this.#untouched.set(stage, world);
    return world;
  }

  drop(stage: Stage): void {
    this.#untouched.delete(stage);
  }
}

function waysOf(type: keyof typeof recipes, chance: Chance | null) {
  // Subscriptions are told over HTTP where they go, whoever asks.
  if (type === 'Subscription') return [askOverSocket];
  const ways = [askOverHttp, askOverSocket];
  return chance === null ? ways : [chance.of(ways)];
}

async function cellOf(
  stages: Stages,
  worlds: Worlds,
  ways: ReturnType<typeof waysOf>,
  recipe: Recipe,
  viewer: Viewer,
): Promise<string> {
  const found = new Set<string>();
  for (const way of ways) {
    const world = await worlds.at(recipe.stage);
    const before = await entriesIn(stages.house, world.sessionId);
    const question = await recipe.question(stages, world, viewer);
    const cell = cellFor(await way(stages, world, viewer, question), recipe.finds?.(world) ?? '');
    const wrote = (await entriesIn(stages.house, world.sessionId)) !== before;
    if (wrote && recipe.leavesStage !== true) worlds.drop(recipe.stage);
    if (recipe.field === 'signOut') stages.tokens.clear();
    found.add(wrote && cell !== allowed ? `${cell} AND WROTE` : cell);
  }
  return [...found].join(' OR ');
}

/** `wanted` is part of what is told, or nothing of interest is. */
function cellFor({ data, errors }: Answer, wanted: string): string {
  if (errors !== undefined) return errors[0]?.extensions.code ?? 'AN ERROR';
  const { it } = data;
  if (it?.__typename === 'Refusal') return it.code;
  return isEmpty(it) || !JSON.stringify(it).includes(wanted) ? empty : allowed;
}

/** Whether nothing is told: null, a list of nothing, a page without rows. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === 'object' && 'edges' in value && isEmpty(value.edges);
}
