import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packageRoot } from '../../src/package-root.ts';
import { chromiumPath } from '../support/chromium.ts';

/** The states that axe has looked at, a line each. */
export const statesFile = join(packageRoot(), 'screenshots', 'axe.txt');

/** Unpacks the browser once, before any test of it. */
export default async function setUp(project: TestProject): Promise<() => void> {
  rmSync(statesFile, { force: true });
  project.provide('chromium', await chromiumPath());
  return tellStates;
}

function tellStates(): void {
  if (!existsSync(statesFile)) return;
  const states = readFileSync(statesFile, 'utf8').trim().split('\n');
  console.log(
    `axe looked at ${new Set(states).size} states of the pages, and at the colours of each in the dark, and found nothing${process.env.WHOLE ? '' : ' (drawn: half of all)'}.`,
  );
}
