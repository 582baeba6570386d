import { FileError, type FileProblem } from '../../../files/read.ts';

/** Why no table can be read from a file that somebody chose. */
export type TableProblem = FileProblem | 'NOT_READABLE' | 'OLD_BROWSER' | 'NO_SHEET';

export class TableError extends FileError<TableProblem> {}
