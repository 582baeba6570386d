import type { ParseArgsConfig } from 'node:util';
import type { CommandName } from '../words/commands.ts';

interface CommandOptions {
  /** The options in the form that parseArgs of node:util takes. Every command has `--help` too. */
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Whether the command takes arguments that belong to no option, such as the name of a file. */
  readonly allowPositionals: boolean;
}

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean', default: false } as const;

/** The options of each command. The usage texts are in src/words, and a test checks that they name every option. */
export const commandOptions = {
  start: { options: {}, allowPositionals: false },
  demo: { options: { fast: flag, exit: flag, database: text }, allowPositionals: false },
  backup: { options: { database: text, to: text }, allowPositionals: false },
  export: {
    options: {
      database: text,
      format: { type: 'string', default: 'csv' },
      out: text,
      organization: text,
      subordinates: flag,
      person: text,
      'from-year': text,
      'to-year': text,
      kind: texts,
      level: texts,
      status: texts,
      search: text,
      superseded: flag,
      'order-by': text,
      descending: flag,
    },
    allowPositionals: false,
  },
  import: {
    options: { database: text, format: text, commit: flag, language: { type: 'string', default: 'en' } },
    allowPositionals: true,
  },
  papers: { options: { database: text, session: text, out: text }, allowPositionals: false },
  recount: { options: { database: text }, allowPositionals: false },
  restored: { options: { database: text }, allowPositionals: false },
  verify: {
    options: {
      database: text,
      head: { type: 'string', multiple: true, default: [] },
      heads: text,
      json: flag,
    },
    allowPositionals: true,
  },
} as const satisfies Readonly<Record<CommandName, CommandOptions>>;
