// Loaded into the storm's server before its own code: reads all of it ahead of time, and lets it run when a line comes on stdin, so that
// a life of the server is not spent on loading. Whoever started the server holds the other end of stdin; when it is gone, the server goes too.

import { readFileSync } from 'node:fs';

const main = new URL('../../dist/bundle/main.js', import.meta.url);
// What main.js loads once the settings are right.
const [, program] = /import\("(\.\/assets\/serve-[^"]+)"\)/.exec(readFileSync(main, 'utf8'));
await import(new URL(program, main));
await new Promise((resolve) => process.stdin.once('data', resolve));
await import('../../dist/seeds/tether.js');
