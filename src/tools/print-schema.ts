import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiSchema, printApi } from '../api/schema/schema.ts';
import { packageRoot } from '../package-root.ts';

// npm run schema: prints the schema to schema/api.graphql, the promise that check holds it to.
writeFileSync(join(packageRoot(), 'schema', 'api.graphql'), printApi(await apiSchema()));
