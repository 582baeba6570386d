import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** A library from a C source of this folder, loaded before libc by LD_PRELOAD. Throws without a C compiler. Run at the package's root. */
export function libraryOf(name: 'shim' | 'clock' | 'power', folder: string): string {
  const library = join(folder, `${name}.so`);
  const source = resolve('test/faults', `${name}.c`);
  const made = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl', '-lpthread'], {
    encoding: 'utf8',
  });
  const said = made.error?.message ?? made.stderr;
  if (said !== '') throw new Error(`the faults need a C compiler, cc: ${said}`);
  return library;
}
