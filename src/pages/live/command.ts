import { useState } from 'preact/hooks';
import { v4 as uuid } from 'uuid';
import type { RefusalPartsFragment, TypedDocumentString } from '../../../schema/operations/typed.ts';
import { AskError, type Connection, only } from './connection.ts';

type Answered = { readonly __typename: string };
type Refused = { readonly __typename: 'Refusal' } & RefusalPartsFragment;

/** Makes a UUID. crypto.randomUUID is missing on pages that a room's network serves without TLS. */
export const newCommandId = (): string => uuid();

const busyPauseMs = 1_000;

/** Sends a command until it is answered. A refusal is an answer, except BUSY, after which it is sent again. Rejects with an AskError. */
export async function send<Data extends object, Input extends object>(
  connection: Connection,
  document: TypedDocumentString<Data, { input: Input }>,
  input: Input,
): Promise<Data[keyof Data]> {
  for (;;) {
    const data: Data = await connection.ask(document, { input });
    const answer = only(data);
    const { code } = answer as Partial<RefusalPartsFragment>;
    if ((answer as Answered).__typename !== 'Refusal' || code !== 'BUSY') return answer;
    await new Promise((resolve) => setTimeout(resolve, busyPauseMs));
  }
}

/** Says whether the rules refused the command. */
export function isRefusal<Answer extends Answered>(
  answer: Answer,
): answer is Extract<Answer, { __typename: 'Refusal' }> {
  return answer.__typename === 'Refusal';
}

/** What came of the last attempt at an action. */
export interface Attempt {
  readonly busy: boolean;
  readonly refusal: RefusalPartsFragment | null;
  readonly error: AskError | null;
  /** Does the action, unless it is under way. Resolves to whether it was accepted. */
  run(attempt: (commandId: string) => Promise<Answered | Refused>): Promise<boolean>;
  clear(): void;
}

const quiet = { busy: false, refusal: null, error: null };

/** Returns the attempts of one button. The command's id stays the same until there is an answer, so that trying again after an error does nothing twice. */
export function useAttempt(): Attempt {
  const [state, setState] = useState<Pick<Attempt, 'busy' | 'refusal' | 'error'>>(quiet);
  const [pending] = useState<{ commandId: string | null; running: boolean }>({
    commandId: null,
    running: false,
  });
  return {
    ...state,
    async run(attempt) {
      if (pending.running) return false;
      pending.running = true;
      pending.commandId ??= newCommandId();
      setState({ ...quiet, busy: true });
      try {
        const answer = await attempt(pending.commandId);
        pending.commandId = null;
        const refusal = isRefusal(answer as Refused) ? (answer as Refused) : null;
        setState({ ...quiet, refusal });
        return refusal === null;
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        setState({ ...quiet, error });
        return false;
      } finally {
        pending.running = false;
      }
    },
    clear: () => setState(quiet),
  };
}
