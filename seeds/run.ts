// The identity of a run of the demo. The same run on the same database sends the same commands, so a second process repeats what the first one did, and then
// goes on.

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const temporaryPrefix = 'vinh-loc-2023-';
const ownerOnly = 0o600;
const adminTokenBytes = 24;

export interface Run {
  id: string;
  adminToken: string;
  databaseFile: string;
  /** The id of the server process that this run had before, which may still be ending. */
  formerServer: number | undefined;
  noteServer(pid: number): void;
  /** Removes the temporary database. A database that was given by name stays. */
  clear(): void;
}

interface Notes {
  runId: string;
  adminToken: string;
  serverPid?: number;
}

function newNotes(): Notes {
  return { runId: randomUUID(), adminToken: randomBytes(adminTokenBytes).toString('hex') };
}

export function temporaryRun(): Run {
  const folder = mkdtempSync(join(tmpdir(), temporaryPrefix));
  const notes = newNotes();
  return {
    id: notes.runId,
    adminToken: notes.adminToken,
    databaseFile: join(folder, 'demo.sqlite'),
    formerServer: undefined,
    noteServer() {},
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Returns the run of a named database. It keeps the run's id and token in `<file>.demo.json`, which only its owner can read. */
export function namedRun(file: string): Run {
  const databaseFile = resolve(file);
  const notesFile = `${databaseFile}.demo.json`;
  mkdirSync(dirname(databaseFile), { recursive: true });
  const notes = readNotes(notesFile) ?? newNotes();
  const write = () => writeFileSync(notesFile, `${JSON.stringify(notes)}\n`, { mode: ownerOnly });
  write();
  return {
    id: notes.runId,
    adminToken: notes.adminToken,
    databaseFile,
    formerServer: notes.serverPid,
    noteServer(pid) {
      notes.serverPid = pid;
      write();
    },
    clear() {},
  };
}

function readNotes(file: string): Notes | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const notes = JSON.parse(text) as Partial<Notes>;
  if (!notes.runId || !notes.adminToken) throw new Error(`${file} holds no run: move it away to start anew`);
  return notes as Notes;
}

/** Returns a UUID (version 8, RFC 9562) that follows from the run and the step, so that a repeated step is the same command. */
export function commandIdOf(runId: string, step: string): string {
  const bytes = createHash('sha256').update(`${runId}\n${step}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
