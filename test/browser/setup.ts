import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packageRoot } from '../../src/package-root.ts';

/** The states that axe has looked at, a line each. */
export const statesFile = join(packageRoot(), 'screenshots', 'axe.txt');

/**
 * Unpacks the browser once, before any test of it; with the system libraries that it needs, where a machine lacks them. The
 * package has it for Linux on x64; elsewhere CHROMIUM_PATH names one that is installed.
 */
export default async function setUp(project: TestProject): Promise<() => void> {
  rmSync(statesFile, { force: true });
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) {
    project.provide('chromium', CHROMIUM_PATH);
    return tellStates;
  }
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  project.provide('chromium', await chromium.executablePath());
  return tellStates;
}

function tellStates(): void {
  if (!existsSync(statesFile)) return;
  const states = readFileSync(statesFile, 'utf8').trim().split('\n');
  console.log(
    `axe looked at ${new Set(states).size} states of the pages, each light and dark, and found nothing.`,
  );
}
