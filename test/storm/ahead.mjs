// Loaded into the storm's server before its own code: reads all of it and makes its checks of policies ahead of time, and lets it
// run when a line comes on stdin, so that a life of the server is not spent on loading. Whoever started the server holds the other
// end of stdin; when it is gone, the server goes too.

import { join } from 'node:path';

await import('../../dist/src/serve.js');
const { packageRoot } = await import('../../dist/src/package-root.js');
const { readPolicies } = await import('../../dist/src/policies.js');
readPolicies(join(packageRoot(), 'seeds', 'policies'));
await new Promise((resolve) => process.stdin.once('data', resolve));
await import('../../dist/seeds/tether.js');
