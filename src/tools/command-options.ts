import type { ParseArgsConfig } from 'node:util';
import type { CommandName } from '../words/commands.ts';

interface CommandOptions {
  /** As node:util's parseArgs takes them; `--help` is an option of every command. */
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Whether it takes arguments that stand after no option. */
  readonly allowPositionals: boolean;
}

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean', default: false } as const;

/** What each command takes. src/words says how it is used; a test holds that the usage names every option. */
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
