// What libraries read as they load: graphql leaves out checks that are for its own developers.
process.env.NODE_ENV ??= 'production';

const { askedOf } = await import('./tools/command.ts');
const { exitCodeOf, serve, staysDown } = await import('./serve.ts');

// Another start with the same arguments would end as this one: it stays down.
askedOf('start', staysDown);

serve(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(exitCodeOf(error));
});

export {};
