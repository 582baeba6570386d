import { join, resolve } from 'node:path';
import standalone from 'ajv/dist/standalone/index.js';
import { defineConfig, type Plugin } from 'vite';

// The server and the tools as a few files, from what tsc made of their sources: a start would open some 1,800 of them otherwise.

const built = resolve(import.meta.dirname, 'dist');
const tools = ['backup', 'export', 'import', 'papers', 'recount', 'restored', 'verify'];

/** Puts the validator of policies in the place of the code that makes it. */
function policyValidator(): Plugin {
  const file = join(built, 'src', 'policy-schema.js');
  return {
    name: 'policy-validator',
    async load(id) {
      if (id !== file) return null;
      const { compiled } = await import(file);
      const { ajv, validate } = compiled();
      return [
        "import { formats } from './policy-formats.js';",
        standalone.default(ajv, validate),
        'export const policyValidator = () => validate;',
      ].join('\n');
    },
  };
}

export default defineConfig({
  root: built,
  publicDir: false,
  plugins: [policyValidator()],
  // Those that are binaries or look for files beside their own, and what only papers on the command line load.
  ssr: { noExternal: true, external: ['sqlite3', 'fs-native-extensions', 'pdfmake'] },
  build: {
    ssr: true,
    target: 'node20',
    outDir: join(built, 'bundle'),
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: {
      input: {
        main: join(built, 'src', 'main.js'),
        demo: join(built, 'seeds', 'demo.js'),
        ...Object.fromEntries(tools.map((name) => [name, join(built, 'src', 'tools', `${name}.js`)])),
      },
      transform: { define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' } },
      // TypeORM and type-graphql read names of classes.
      output: { keepNames: true },
      checks: { pluginTimings: false },
    },
  },
});
