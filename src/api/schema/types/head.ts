import 'reflect-metadata';
import { Field, Int } from 'type-graphql';
import { WireType } from './wire.ts';

@WireType(
  'The last entry of a journal. Whoever notes it of an adjourned session, in its minutes say, can tell years later with `npm run verify` whether anything up to it was changed.',
)
export class JournalHead {
  @Field(() => Int, { description: 'The number of the entry.' })
  seq!: number;

  @Field(() => String, {
    description:
      'SHA-256, hex, 64 digits: of this entry chained to all before it, over salted commitments to their bodies, so that it discloses nothing hidden.',
  })
  hash!: string;
}
