import { expect, test } from 'vitest';
import { sayVerdict } from '../../src/tools/verdict.ts';
import type { VerifyFinding } from '../../src/verify/finding.ts';
import type { Verdict } from '../../src/verify/verify.ts';

const finding = (seq: number): VerifyFinding => ({
  journal: 'ses_1',
  seq,
  what: 'hash',
  expected: 'a',
  found: 'b',
});

const verdict = (findings: number): Verdict => ({
  sessions: 1,
  entries: 100,
  madeAnew: 0,
  rows: {},
  envelopes: 0,
  closedSecretRounds: 0,
  boundRounds: 0,
  sealed: null,
  heads: [],
  published: [],
  findings: Array.from({ length: findings }, (_, at) => finding(at + 1)),
});

test('a verdict lists 21 findings, and says how many it leaves out', () => {
  const listed = (findings: number) => sayVerdict(verdict(findings)).match(/^ses_1, entry/gm)?.length ?? 0;
  expect([0, 1, 21, 22, 60].map(listed)).toEqual([0, 1, 21, 21, 21]);
  expect(sayVerdict(verdict(21))).not.toContain('--json');
  expect(sayVerdict(verdict(60))).toContain('… and 39 more. With --json they are listed.');
});
