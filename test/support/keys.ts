import type { Access } from '../../src/clerk/ports.ts';
import { newId, told } from './client.ts';
import { adminToken } from './house.ts';

const create =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { key } } }';

/** Makes an API key for the history of an organisation and those below it, or of all where it is null. Returns the key. */
export async function newKey(address: string, organizationId: string | null = null): Promise<string> {
  const input = { commandId: newId(), name: 'Kho dữ liệu', organizationId };
  return (await told(address, adminToken, create, { input })).createApiKey.key;
}

/** Returns a list to which every later lookup of a token or a key in the store is added. */
export function lookUpsOf(access: Access): readonly ('token' | 'key')[] {
  const lookUps: ('token' | 'key')[] = [];
  for (const question of ['token', 'key'] as const) {
    const ask = access[question] as (hash: string) => Promise<never>;
    const noted = (hash: string) => {
      lookUps.push(question);
      return ask(hash);
    };
    Object.assign(access, { [question]: noted });
  }
  return lookUps;
}
