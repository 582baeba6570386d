/** Why a file that somebody chose is not read. */
export type FileProblem = 'TOO_LARGE' | 'WRONG_KIND' | 'GONE' | 'NOT_UTF8';

/** Thrown where a file cannot be read. A kind of file may have more problems. */
export class FileError<Problem extends string = FileProblem> extends Error {
  constructor(readonly problem: Problem) {
    super(problem);
  }
}

export const maxFileBytes = 2 * 1024 * 1024;

/** Returns the bytes of a file. Rejects with a FileError: TOO_LARGE, or GONE where it was moved or written since it was chosen. */
export async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > maxFileBytes) throw new FileError('TOO_LARGE');
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new FileError('GONE');
  }
}

/** Returns the text of UTF-8. Throws a FileError where the bytes are not UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError('NOT_UTF8');
  }
}
