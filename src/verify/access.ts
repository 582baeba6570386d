import { codeOrigins } from '../clerk/codes.ts';
import type { RegistryEvent } from '../core/event.ts';
import type { Evidence } from '../store/evidence.ts';
import { compared, type VerifyFinding } from './finding.ts';
import type { JournalWalk, Sealed } from './journal.ts';

// What is beside the journals and yet follows from them: who holds codes and keys, how many envelopes lie in which ballot box.

const finding = (fault: Omit<VerifyFinding, 'journal' | 'seq'> | null, journal: string | null = null) =>
  fault && { journal, seq: null, ...fault };

/** Exactly one code for every seat and for the screens, issued by the command that the journal names. */
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

/** Codes of no session, and tokens that are not of their code's holder. */
export async function strayFinding(evidence: Evidence, codes: number): Promise<VerifyFinding | null> {
  return finding(
    compared('access codes in all', codes, await evidence.codeCount()) ??
      compared('tokens of somebody else than their code', 0, await evidence.strayTokens()),
  );
}

/** API keys as the registry's journal makes and revokes them. */
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

/** As many envelopes as ballots of the secret rounds that are open, each as long as its round's sheet, and no others. */
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
