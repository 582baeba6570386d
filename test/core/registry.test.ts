import { describe, expect, test } from 'vitest';
import type { Actor } from '../../src/core/command.ts';
import { limits } from '../../src/core/limits.ts';
import { decideRegistry } from '../../src/core/registry.ts';
import { admin, anonymous, clerk, client, clock, Room, screen } from '../support/core.ts';

describe('the house', () => {
  const found = { organizationExists: true, keyIsLive: true, resultExists: true };
  const lost = { organizationExists: false, keyIsLive: false, resultExists: false };
  const create = { type: 'CreateApiKey', name: ' Huyện ủy ', organizationId: 'org_1' } as const;
  const revoke = { type: 'RevokeApiKey', keyId: 'key_1' } as const;
  const record = {
    type: 'RecordDecision',
    resultId: 'res_1',
    level: 'GOOD',
    decidedBy: 'Ban Thường vụ Huyện ủy',
    documentNumber: null,
    reason: 'Hạ một mức',
  } as const;

  test('[R80] a key is made for a name and an organisation that exists, and is revoked while it lives', () => {
    expect(decideRegistry(found, create, admin, 'key_9')).toEqual({
      events: [{ type: 'ApiKeyCreated', keyId: 'key_9', name: 'Huyện ủy', organizationId: 'org_1' }],
    });
    expect(decideRegistry(lost, { ...create, organizationId: null }, admin, 'key_9')).toMatchObject({
      events: [{ organizationId: null }],
    });
    expect(decideRegistry(lost, create, admin, 'key_9')).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    expect(decideRegistry(found, { ...create, name: '' }, admin, 'key_9')).toMatchObject({
      refusal: { code: 'INVALID_INPUT', faults: [{ path: ['name'], problem: { is: 'MISSING' } }] },
    });
    expect(decideRegistry(found, revoke, admin, '')).toEqual({
      events: [{ type: 'ApiKeyRevoked', keyId: 'key_1' }],
    });
    expect(decideRegistry(lost, revoke, admin, '')).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
  });

  test('[R81] a later decision says its level, who decided and why; what was recorded is not in it', () => {
    expect(decideRegistry(found, record, admin, '')).toEqual({
      events: [{ ...record, type: 'DecisionRecorded' }],
    });
    expect(decideRegistry(lost, record, admin, '')).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    const faulty = { ...record, decidedBy: ' ', reason: 'x'.repeat(limits.reasonLength + 1) };
    expect(decideRegistry(found, faulty, admin, '')).toMatchObject({
      refusal: { faults: [{ path: ['decidedBy'] }, { path: ['reason'], problem: { is: 'TOO_LONG' } }] },
    });
  });

  test('[R2] [R80] nobody else makes keys, revokes them or records decisions', () => {
    const others: Actor[] = [new Room().by('chair'), screen, client, anonymous, clock, clerk];
    for (const by of others) {
      for (const command of [create, revoke, record]) {
        expect(decideRegistry(found, command, by, '')).toMatchObject({ refusal: { code: 'NOT_ALLOWED' } });
      }
    }
  });

  test('[R4] in the house, too, NOT_FOUND comes before NOT_ALLOWED', () => {
    for (const command of [create, revoke, record]) {
      expect(decideRegistry(lost, command, anonymous, '')).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    }
  });
});
