import type { Registry } from '../clerk/registry.ts';
import type { Read } from './gate.ts';

export function sqlRegistry(read: Read): Registry {
  const isThere = (statement: string, id: string) =>
    read(async (query) => (await query(statement, [id])).length > 0);
  return {
    organizationExists: (id) => isThere('SELECT 1 FROM organization WHERE id = ?', id),
    resultExists: (id) => isThere('SELECT 1 FROM result WHERE id = ?', id),
    keyIsLive: (id) => isThere('SELECT 1 FROM api_key WHERE id = ? AND revoked = 0', id),
  };
}
