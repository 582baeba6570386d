import type { TestProject } from 'vitest/node';

/**
 * Unpacks the browser once, before any test of it; with the system libraries that it needs, where a machine lacks them. The
 * package has it for Linux on x64; elsewhere CHROMIUM_PATH names one that is installed.
 */
export default async function setUp(project: TestProject): Promise<void> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return project.provide('chromium', CHROMIUM_PATH);
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  project.provide('chromium', await chromium.executablePath());
}
