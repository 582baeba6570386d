/**
 * Returns the path of Chromium. CHROMIUM_PATH names one that is installed. Without it the package's Chromium is unpacked, together with the system libraries
 * that it needs. The package has it for Linux on x64 only.
 */
export async function chromiumPath(): Promise<string> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  return chromium.executablePath();
}
