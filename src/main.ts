// What libraries read as they load: graphql leaves out checks that are for its own developers, and SQLite's threads come from a
// pool that four slow readers would fill.
process.env.NODE_ENV ??= 'production';
process.env.UV_THREADPOOL_SIZE ??= '8';

const { serve } = await import('./serve.ts');

serve(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

export {};
