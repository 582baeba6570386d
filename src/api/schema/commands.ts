import type { Answer } from '../../clerk/answer.ts';
import type { Command } from '../../core/command.ts';
import type { Refusal as Refused } from '../../core/refusal.ts';
import { catalogueOf, type Language, messageOf } from '../../words/words.ts';
import type { Context } from './context.ts';
import type { Accepted, Refusal } from './types/payloads.ts';

/** Gives a command to the clerk in the name of the asker. Throws UNAUTHENTICATED for those who have not signed in. */
export function command(
  context: Context,
  commandId: string,
  sessionId: string | null,
  order: Command,
): Promise<Answer> {
  const by = context.signedIn();
  const { clerk, doorkeeper } = context.services;
  const issuing = by.kind === 'ADMIN' && context.token !== null;
  const codeDeriver = issuing ? { codeDeriver: doorkeeper.codeDeriver(context.token) } : {};
  return clerk.handle({ command: order, commandId, sessionId, by, ...codeDeriver });
}

/** Gives a command to the clerk, and returns the answer to a command to a session. */
export async function sessionCommand(
  context: Context,
  input: { readonly commandId: string; readonly sessionId: string },
  order: Command,
): Promise<Accepted | Refusal> {
  const answer = await command(context, input.commandId, input.sessionId, order);
  if (!answer.accepted) return refusalOf(answer.refusal, context.language);
  const { commandId, cursor } = answer;
  const sessionView = await context.sessionView(input.sessionId);
  if (sessionView === null)
    throw new Error(`${by(context)} gave a command to a session that is hidden from it`);
  return { __typename: 'Accepted', commandId, cursor, session: () => sessionView.session() };
}

function by(context: Context): string {
  return context.actor.kind;
}

export function refusalOf(refusal: Refused, language: Language): Refusal {
  const { problem } = catalogueOf(language);
  return {
    __typename: 'Refusal',
    code: refusal.code,
    message: messageOf(language, refusal),
    faults: refusal.faults.map((fault) => ({ path: fault.path, message: problem(fault.problem) })),
  };
}
