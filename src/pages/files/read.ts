/** Why a file that somebody chose is not read. */
export type FileProblem = 'TOO_LARGE' | 'WRONG_KIND' | 'GONE' | 'NOT_UTF8';

/** An error of one kind of file may name more problems. */
export class FileError<Problem extends string = FileProblem> extends Error {
  constructor(readonly problem: Problem) {
    super(problem);
  }
}

export const maxFileBytes = 2 * 1024 * 1024;

/** Rejects with a FileError: TOO_LARGE; GONE where it was moved or written since it was chosen. */
export async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > maxFileBytes) throw new FileError('TOO_LARGE');
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new FileError('GONE');
  }
}

/** Throws a FileError where the bytes are not UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError('NOT_UTF8');
  }
}
