import { readFileSync, watchFile } from 'node:fs';

/** The paths of two PEM files. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** What is in them. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const lookMs = 1_000;

/** Throws, naming the settings that it comes of, where one cannot be read. */
export function readCertificate({ cert, key }: CertificateFiles): Certificate {
  try {
    return { cert: readFileSync(cert), key: readFileSync(key) };
  } catch (error) {
    throw new Error(`TLS_CERT and TLS_KEY: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Calls `changed` whenever one of the files is another one than before, by itself or behind a link: whoever renews a certificate puts
 * two files in place, one after the other, and tells nobody. The process does not stay for it.
 */
export function watchCertificate({ cert, key }: CertificateFiles, changed: () => void): void {
  for (const file of [cert, key]) watchFile(file, { interval: lookMs, persistent: false }, changed);
}
