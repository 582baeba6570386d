import { createCipheriv, createHash, randomInt, randomUUID } from 'node:crypto';

const drawnAtOnce = Buffer.alloc(1_024);

/**
 * A random generator that gives the same numbers for the same seed. It is AES in counter mode under a key that is made of the seed. Because its state is large,
 * no branch repeats the numbers of another, and no id is drawn twice.
 */
export class Chance {
  readonly #cipher;
  #drawn = Buffer.alloc(0);
  #at = 0;

  constructor(seed: number | string) {
    const key = createHash('sha256').update(String(seed)).digest();
    this.#cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  }

  /** Returns a number from 0 to 1, and never 1. */
  share(): number {
    if (this.#at === this.#drawn.length) {
      this.#drawn = this.#cipher.update(drawnAtOnce);
      this.#at = 0;
    }
    const word = this.#drawn.readUInt32LE(this.#at);
    this.#at += 4;
    return word / 2 ** 32;
  }

  /** Returns a whole number from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.share() * n);
  }

  /** Returns true with this probability, from 0 to 1. */
  is(share: number): boolean {
    return this.share() < share;
  }

  /** Returns an element of a list that is not empty. */
  of<One>(list: readonly One[]): One {
    return list[this.below(list.length)] as One;
  }

  /** Returns a generator of its own, because what one meeting draws must not change what another one draws. */
  branch(): Chance {
    return new Chance(this.id());
  }

  /** Returns a UUID in the form of version 4. */
  id(): string {
    const digits = Array.from({ length: 32 }, () => this.below(16).toString(16));
    digits[12] = '4';
    digits[16] = '8';
    return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}

/** Returns true half of the time, anew at each call. With WHOLE=1 it returns true always. */
export function isDrawn(): boolean {
  return Boolean(process.env.WHOLE) || randomInt(2) === 1;
}

/** Returns `count` elements of the list in the list's order, others in each run. With WHOLE=1 it returns the whole list. */
export function drawn<One>(list: readonly One[], count: number): readonly One[] {
  if (process.env.WHOLE) return list;
  const chance = new Chance(randomUUID());
  const taken = new Set<number>();
  while (taken.size < Math.min(count, list.length)) taken.add(chance.below(list.length));
  return list.filter((_, at) => taken.has(at));
}
