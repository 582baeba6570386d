import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiSchema, printApi } from '../api/schema/schema.ts';
import { packageRoot } from '../package-root.ts';

// npm run schema writes the schema to schema/api.graphql. `npm run check` compares the code's schema with that file.
writeFileSync(join(packageRoot(), 'schema', 'api.graphql'), printApi(await apiSchema()));
