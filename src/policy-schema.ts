import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _, Ajv, type ValidateFunction } from 'ajv';
import { packageRoot } from './package-root.ts';
import { formats } from './policy-formats.ts';

// The bundle has the code that `compiled` would make in its place: making it takes longer than the rest of a start
// (vite.bundle.config.ts).

let known: ValidateFunction | undefined;

/** Whether a file's content has the shape of a policy or of a guideline. */
export function policyValidator(): ValidateFunction {
  known ??= compiled().validate;
  return known;
}

/** By schema/policy.schema.json. `validate` refers to `formats` where its code is written out. */
export function compiled(): { readonly ajv: Ajv; readonly validate: ValidateFunction } {
  const ajv = new Ajv({
    allErrors: true,
    discriminator: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    verbose: true,
    inlineRefs: false,
    // A few files are read once, at the start: to optimise the checks takes longer than to make them.
    code: { optimize: false, source: true, esm: true, formats: _`formats` },
    formats,
  });
  const schema = readFileSync(join(packageRoot(), 'schema', 'policy.schema.json'), 'utf8');
  return { ajv, validate: ajv.compile(JSON.parse(schema)) };
}
