import { Ctx, Mutation, Resolver } from 'type-graphql';
import { notFound, refuse } from '../../../core/refusal.ts';
import { show } from '../../../core/show.ts';
import { type PaperOrder, reasonAgainst } from '../../../papers/order.ts';
import { fileNameOf } from '../../../papers/paper.ts';
import { PaperTooLarge } from '../../../papers/printer.ts';
import { coded } from '../../errors.ts';
import { InputArg } from '../arguments.ts';
import { refusalOf } from '../commands.ts';
import type { Context } from '../context.ts';
import { LinkPaperInput } from '../types/papers.ts';
import { type DownloadLinkResult, DownloadLinkResultUnion } from '../types/payloads.ts';

const tooManyPapers = () =>
  coded('RATE_LIMITED', 'Too many papers are being printed; try again in a moment.', {
    retryAfterSeconds: 5,
  });

const paperTooLarge = ({ limit }: PaperTooLarge) =>
  coded(
    'LIMIT_EXCEEDED',
    `This paper takes more than ${limit} to set, and was given up: its texts are too long or too many. Ask for another paper, or shorten what is printed.`,
  );

@Resolver()
export class PapersResolver {
  @Mutation(() => DownloadLinkResultUnion, {
    description: 'A link to a paper of a session, as PDF, made of what is stored when the link is followed.',
  })
  async linkPaper(
    @Ctx() context: Context,
    @InputArg(() => LinkPaperInput) input: LinkPaperInput,
  ): Promise<DownloadLinkResult> {
    context.signedIn();
    const order = await orderFor(context, input);
    if (order === null) return refusalOf(notFound(['sessionId']), context.language);
    const against = reasonAgainst(order);
    if (against === 'NOT_FOUND') return refusalOf(notFound(['roundId']), context.language);
    if (against !== null) return refusalOf(refuse(against), context.language);
    return context.link(async (follower) => {
      const now = await orderFor(follower, input);
      if (now === null || reasonAgainst(now) !== null) return null;
      const printing = follower.services.printer.print(now);
      if (printing === null) throw tooManyPapers();
      const body = await printing.catch((error: unknown) => {
        throw error instanceof PaperTooLarge ? paperTooLarge(error) : error;
      });
      return { fileName: fileNameOf(now), contentType: 'application/pdf', body };
    });
  }
}

/** Returns the order with the session as this viewer may know it; null where the viewer may not see it. */
async function orderFor(
  context: Context,
  { kind, sessionId, roundId }: LinkPaperInput,
): Promise<PaperOrder | null> {
  const found = await context.look(sessionId);
  // Outside clients may read history and get no papers, because papers name who was there.
  if (found === null || found.audience === 'CLIENT') return null;
  return { kind, view: show(found.snapshot.session, found.audience), roundId: roundId ?? null };
}
