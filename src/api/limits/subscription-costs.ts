import { coded } from '../errors.ts';
import { maxCost } from './cost.ts';

/** In points: what one seat, key or address may follow with documents of its own. It is as much as it may ask for at once. */
export const maxFollowedCost = maxCost;

/**
 * Adds up the price of what is executed at every change for one asker. Only documents that the asker wrote count, because the frames of pages are made
 * for everybody. All followers of one frame count once.
 */
export class SubscriptionCosts {
  readonly #byAsker = new Map<string, Map<string, { readonly cost: number; followers: number }>>();

  /** Adds a follower of a stream of so many points. Returns the function that removes it. Throws LIMIT_EXCEEDED where the asker has too much already. */
  begin(asker: string, stream: string, cost: number): () => void {
    const own = this.#byAsker.get(asker) ?? new Map<string, { readonly cost: number; followers: number }>();
    const known = own.get(stream) ?? { cost, followers: 0 };
    let followed = known.followers === 0 ? cost : 0;
    for (const one of own.values()) followed += one.cost;
    if (known.followers === 0 && followed > maxFollowedCost) throw tooMuch(followed);
    known.followers += 1;
    own.set(stream, known);
    this.#byAsker.set(asker, own);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      known.followers -= 1;
      if (known.followers === 0) own.delete(stream);
      if (own.size === 0) this.#byAsker.delete(asker);
    };
  }
}

const tooMuch = (cost: number) =>
  coded(
    'LIMIT_EXCEEDED',
    `All documents that you follow would cost ${cost} points at each change; at most ${maxFollowedCost}. End some, or ask for less.`,
    { cost, mostCost: maxFollowedCost },
  );
