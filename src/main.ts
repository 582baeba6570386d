// Set before the imports, because libraries read it as they load. In production graphql leaves out checks that help its developers only.
process.env.NODE_ENV ??= 'production';

const { askedOf } = await import('./tools/command.ts');
const { exitCodeOf, serve, staysDown } = await import('./serve.ts');

// Wrong arguments end the process with `staysDown`, because another start with the same arguments would fail in the same way.
askedOf('start', staysDown);

serve(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(exitCodeOf(error));
});

export {};
