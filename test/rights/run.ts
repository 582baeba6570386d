import { writeFileSync } from 'node:fs';
import { apiSchema } from '../../src/api/schema/schema.ts';
import { tryEverything } from './table.ts';
import { openStages } from './world.ts';

// npm run rights: tries everything as everybody, and writes docs/rights.md.

const stages = await openStages();
const { text } = await tryEverything(stages, await apiSchema(), null);
await stages.house.stop();
writeFileSync('docs/rights.md', text);
