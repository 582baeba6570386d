import type { TestProject } from 'vitest/node';

/** Unpacks the browser once, before any test of it; with the system libraries that it needs, where a machine lacks them. */
export default async function setUp(project: TestProject): Promise<void> {
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  project.provide('chromium', await chromium.executablePath());
}
