import type { Review } from '../types/review.ts';

type Value<Field> = Field extends () => infer Result ? Awaited<Result> : Field;

/** Makes fields of an object that is read once, when the first of them is selected. */
export function lazyFieldsOf<Wire extends object>(read: () => Promise<Wire>) {
  let whole: Promise<Wire> | null = null;
  return <Key extends keyof Wire>(key: Key) =>
    async (): Promise<Value<Wire[Key]>> => {
      whole ??= read();
      const value: unknown = ((await whole) as Wire)[key];
      return (typeof value === 'function' ? value() : value) as Value<Wire[Key]>;
    };
}

/** Makes a review that is read when another field than its id is selected, because most operations select the id alone. */
export function lazyReview(id: string, read: () => Promise<Review>): Review {
  const later = lazyFieldsOf(read);
  return {
    __typename: 'Review',
    id,
    position: later('position'),
    subject: later('subject'),
    presenter: later('presenter'),
    status: later('status'),
    revision: later('revision'),
    openedAt: later('openedAt'),
    report: later('report'),
    selfLevel: later('selfLevel'),
    comments: later('comments'),
    allComments: later('allComments'),
    responses: later('responses'),
    rounds: later('rounds'),
    outcome: later('outcome'),
    disclosures: later('disclosures'),
  };
}
