import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const blockBytes = 4_096;

/**
 * Measures how many appends of 4 KiB a second the disk takes, where each is on the disk before the next. No program that answers one ballot after the other can
 * be faster.
 * @param {string} folder @param {number} forMs
 */
export const durableAppends = (folder, forMs) => {
  const file = openSync(join(folder, 'appends'), 'a');
  const block = Buffer.alloc(blockBytes, 1);
  const start = performance.now();
  let appends = 0;
  try {
    while (performance.now() - start < forMs) {
      writeSync(file, block);
      fdatasyncSync(file);
      appends += 1;
    }
    return appends / ((performance.now() - start) / 1000);
  } finally {
    closeSync(file);
  }
};
