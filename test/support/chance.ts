import { createCipheriv, createHash, randomUUID } from 'node:crypto';

const drawnAtOnce = Buffer.alloc(1_024);

/**
 * Chance that comes out the same for the same seed: AES in counter mode under a key made of it. So no branch ever meets another,
 * as the branches of a generator with a small state do, and no id is drawn twice.
 */
export class Chance {
  readonly #cipher;
  #drawn = Buffer.alloc(0);
  #at = 0;

  constructor(seed: number | string) {
    const key = createHash('sha256').update(String(seed)).digest();
    this.#cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  }

  /** From 0 up to 1. */
  share(): number {
    if (this.#at === this.#drawn.length) {
      this.#drawn = this.#cipher.update(drawnAtOnce);
      this.#at = 0;
    }
    const word = this.#drawn.readUInt32LE(this.#at);
    this.#at += 4;
    return word / 2 ** 32;
  }

  /** A whole number from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.share() * n);
  }

  is(share: number): boolean {
    return this.share() < share;
  }

  of<One>(list: readonly One[]): One {
    return list[this.below(list.length)] as One;
  }

  /** A source of its own, so that what one meeting draws does not move what another one does. */
  branch(): Chance {
    return new Chance(this.id());
  }

  /** A UUID, version 4 by its form. */
  id(): string {
    const digits = Array.from({ length: 32 }, () => this.below(16).toString(16));
    digits[12] = '4';
    digits[16] = '8';
    return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}

/** So many of the list, drawn anew in each run, in the order in which they stand; with WHOLE=1 all of it. */
export function drawn<One>(list: readonly One[], count: number): readonly One[] {
  if (process.env.WHOLE) return list;
  const chance = new Chance(randomUUID());
  const taken = new Set<number>();
  while (taken.size < Math.min(count, list.length)) taken.add(chance.below(list.length));
  return list.filter((_, at) => taken.has(at));
}
