import { coded } from '../errors.ts';
import { maxCost } from './cost.ts';

/** In points, of all documents of its own that one seat, key or address follows: as much as it may ask for at once. */
export const maxFollowedCost = maxCost;

/**
 * Adds up what is executed anew at every change for one asker: documents that it wrote itself. Followers of one frame are one, however many
 * there are; what pages follow is everybody's and not counted.
 */
export class SubscriptionCosts {
  readonly #byAsker = new Map<string, Map<string, { readonly cost: number; followers: number }>>();

  /** One more follows this, of so many points; returns what takes that back. Throws LIMIT_EXCEEDED for an asker with too much already. */
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
