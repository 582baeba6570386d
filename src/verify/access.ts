import { codeOrigins } from '../clerk/codes.ts';
import type { RegistryEvent } from '../core/event.ts';
import type { Evidence } from '../store/evidence.ts';
import { compared, type VerifyFinding } from './finding.ts';
import type { JournalWalk, Sealed } from './journal.ts';

// Compares with the journals what is stored outside of them and follows from them: access codes, tokens, API keys, and the numbers of envelopes.

const finding = (fault: Omit<VerifyFinding, 'journal' | 'seq'> | null, journal: string | null = null) =>
  fault && { journal, seq: null, ...fault };

/**
 * Returns a finding where the access codes of a session are not those that its journal says: one for each seat, and one for the screens, for which codes were
 * issued, each by the command that issued it last. Returns null where they are.
 */
export async function codeFinding(evidence: Evidence, walk: JournalWalk): Promise<VerifyFinding | null> {
  const origins = codeOrigins(walk.issuing);
  const rows = await evidence.codes(walk.journalId);
  for (const { seatId, commandId } of rows) {
    const what = `the access code of ${seatId ?? 'the screens'}`;
    const fault = compared(what, origins.get(seatId) ?? 'none', commandId);
    if (fault !== null) return finding(fault, walk.journalId);
  }
  return finding(compared('access codes', origins.size, rows.length), walk.journalId);
}

/** Returns a finding where there are codes of no session, or tokens whose holder is not that of their code. `codes` is the number of codes of all sessions. */
export async function strayFinding(evidence: Evidence, codes: number): Promise<VerifyFinding | null> {
  return finding(
    compared('access codes in all', codes, await evidence.codeCount()) ??
      compared('tokens of somebody else than their code', 0, await evidence.strayTokens()),
  );
}

/** The API keys that follow from the registry's journal: which there are, and which are revoked. */
export class Keys {
  readonly #keys = new Map<string, { name: string; organizationId: string | null; revoked: number }>();

  take(event: RegistryEvent): void {
    if (event.type === 'ApiKeyCreated') {
      const { keyId, name, organizationId } = event;
      this.#keys.set(keyId, { name, organizationId, revoked: 0 });
    }
    const revoked = event.type === 'ApiKeyRevoked' ? this.#keys.get(event.keyId) : undefined;
    if (revoked !== undefined) revoked.revoked = 1;
  }

  async finding(evidence: Evidence): Promise<VerifyFinding | null> {
    const rows = await evidence.apiKeys();
    for (const { keyId, ...row } of rows) {
      const { name, organizationId, revoked } = row;
      const wanted = this.#keys.get(keyId);
      const found = JSON.stringify({ name, organizationId, revoked });
      const fault = compared(`API key ${keyId}`, wanted ? JSON.stringify(wanted) : 'none', found);
      if (fault !== null) return finding(fault);
    }
    return finding(compared('API keys', this.#keys.size, rows.length));
  }
}

/**
 * Returns a finding where the envelopes do not fit the open secret rounds: each such round must have an envelope for each ballot, as long as its sheet needs,
 * and no other round may have any. Returns null where they fit.
 */
export async function envelopeFinding(
  evidence: Evidence,
  sealed: ReadonlyMap<string, Sealed>,
): Promise<VerifyFinding | null> {
  const rows = await evidence.envelopes();
  const byRound = new Map(rows.map((row) => [row.roundId, row]));
  for (const { roundId } of rows) {
    if (sealed.has(roundId)) continue;
    return finding({
      what: 'envelopes',
      expected: 'none of a round that is not open',
      found: `of ${roundId}`,
    });
  }
  for (const { roundId, count, bytes } of sealed.values()) {
    const row = byRound.get(roundId);
    const fault =
      compared(`envelopes of ${roundId}`, count, row?.count ?? 0) ??
      (row && compared(`bytes of an envelope of ${roundId}`, bytes, row.minBytes)) ??
      (row && compared(`bytes of an envelope of ${roundId}`, bytes, row.maxBytes));
    if (fault) return finding(fault);
  }
  return null;
}
