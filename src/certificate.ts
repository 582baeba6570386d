import { readFileSync, watchFile } from 'node:fs';

/** The paths of two PEM files. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** The content of the two files. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const lookMs = 1_000;

/** Reads both files. Throws where one cannot be read, with an error that names TLS_CERT and TLS_KEY. */
export function readCertificate({ cert, key }: CertificateFiles): Certificate {
  try {
    return { cert: readFileSync(cert), key: readFileSync(key) };
  } catch (error) {
    throw new Error(`TLS_CERT and TLS_KEY: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Calls `changed` whenever one of the files has changed, or the file that a symbolic link leads to. It looks at both once a second, because the program
 * that renews a certificate tells nobody, and replaces the files one after the other. Watching does not keep the process alive.
 */
export function watchCertificate({ cert, key }: CertificateFiles, changed: () => void): void {
  for (const file of [cert, key]) watchFile(file, { interval: lookMs, persistent: false }, changed);
}
