import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type CommandName, type CommandWords, commandWordsOf, languageOfLocale } from '../words/commands.ts';
import { commandOptions } from './command-options.ts';

/** The arguments of a command, after they were found to be valid. */
export interface CommandArguments<Name extends CommandName> {
  readonly values: ReturnType<
    typeof parseArgs<{ options: (typeof commandOptions)[Name]['options'] }>
  >['values'];
  readonly positionals: readonly string[];
  /** The command's texts in the language of the terminal. */
  readonly words: CommandWords;
}

type CommandLine<Name extends CommandName> =
  | { readonly is: 'HELP'; readonly usage: string }
  | { readonly is: 'WRONG'; readonly message: string; readonly usage: string }
  | { readonly is: 'ASKED'; readonly asked: CommandArguments<Name>; readonly usage: string };

/**
 * Reads the arguments of a command. It returns HELP where `--help` is among them, else WRONG with a message about the first wrong one, else ASKED with the
 * arguments. Texts are in the language of `env`.
 */
export function readCommandLine<Name extends CommandName>(
  name: Name,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): CommandLine<Name> {
  const words = commandWordsOf(languageOfLocale(env));
  const usage = words.usages[name];
  const spec = commandOptions[name];
  const options = { ...spec.options, help: { type: 'boolean', short: 'h' } } as const;
  const parsed = parseArgs({
    args: [...args],
    options,
    // Not strict, because the errors of parseArgs are in English only. Wrong arguments are found below.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  if (parsed.values.help === true) return { is: 'HELP', usage };
  for (const token of parsed.tokens) {
    const message = wrongOf(token, options, spec.allowPositionals, words);
    if (message !== null) return { is: 'WRONG', message, usage };
  }
  const values = parsed.values as CommandArguments<Name>['values'];
  return { is: 'ASKED', asked: { values, positionals: parsed.positionals, words }, usage };
}

type Token = NonNullable<ReturnType<typeof parseArgs<{ tokens: true; strict: false }>>['tokens']>[number];

/** Returns a message about a token that strict parseArgs would refuse; null for any other. */
function wrongOf(
  token: Token,
  options: NonNullable<ParseArgsConfig['options']>,
  allowPositionals: boolean,
  words: CommandWords,
): string | null {
  if (token.kind === 'positional' && !allowPositionals) return words.unexpected(token.value);
  if (token.kind !== 'option') return null;
  const { rawName, value, inlineValue } = token;
  if (!Object.hasOwn(options, token.name)) return words.unknownOption(rawName);
  if (options[token.name]?.type === 'boolean') {
    return value === undefined ? null : words.takesNoValue(rawName);
  }
  if (value === undefined) return words.valueMissing(rawName);
  return !inlineValue && /^-./.test(value) ? words.valueLikeOption(rawName, value) : null;
}

/**
 * Returns the arguments of this process. `--help` prints the usage to stdout and ends the process with exit code 0. A wrong argument prints an error and the
 * usage to stderr, and ends the process with `wrongCode`.
 */
export function askedOf<Name extends CommandName>(name: Name, wrongCode = 2): CommandArguments<Name> {
  const line = readCommandLine(name, process.argv.slice(2), process.env);
  if (line.is === 'ASKED') return line.asked;
  if (line.is === 'WRONG') fail(line.message, line.usage, wrongCode);
  console.log(line.usage);
  process.exit(0);
}

/** Runs a command of the command line. `run` returns the exit code. An error that it throws is printed with the usage, and the exit code is 2. */
export async function runCommand<Name extends CommandName>(
  name: Name,
  run: (asked: CommandArguments<Name>) => Promise<number>,
): Promise<void> {
  const asked = askedOf(name);
  try {
    process.exitCode = await run(asked);
  } catch (error) {
    fail(error instanceof Error ? error.message : error, asked.words.usages[name], 2);
  }
}

function fail(message: unknown, usage: string, code: number): never {
  console.error(message);
  console.error(usage);
  process.exit(code);
}
