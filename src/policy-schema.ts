import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _, Ajv, type ValidateFunction } from 'ajv';
import { packageRoot } from './package-root.ts';
import { formats } from './policy-formats.ts';

// In the bundle the build replaces `compiled` by the code that it would make, because making that code takes longer than the rest of a start
// (vite.bundle.config.ts).

let known: ValidateFunction | undefined;

/** Returns the function that says whether a file's content has the shape of a policy or of a guideline. It is compiled once. */
export function policyValidator(): ValidateFunction {
  known ??= compiled().validate;
  return known;
}

/** Compiles schema/policy.schema.json. Where the code of `validate` is written out, it refers to a variable `formats`. */
export function compiled(): { readonly ajv: Ajv; readonly validate: ValidateFunction } {
  const ajv = new Ajv({
    allErrors: true,
    discriminator: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    verbose: true,
    inlineRefs: false,
    // The code is not optimised, because optimising takes longer than checking the few files that are read at a start.
    code: { optimize: false, source: true, esm: true, formats: _`formats` },
    formats,
  });
  const schema = readFileSync(join(packageRoot(), 'schema', 'policy.schema.json'), 'utf8');
  return { ajv, validate: ajv.compile(JSON.parse(schema)) };
}
