// What libraries read as they load: graphql leaves out checks that are for its own developers.
process.env.NODE_ENV ??= 'production';

const { exitCodeOf, serve } = await import('./serve.ts');

serve(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(exitCodeOf(error));
});

export {};
