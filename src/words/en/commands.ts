import type { commands as vietnamese } from '../vi/commands.ts';

const usages: typeof vietnamese.usages = {
  start: `npm start
  Serves until it is told to stop (SIGTERM, Ctrl-C). Takes no options; set in the environment what shall differ from the defaults:
  PORT=4000                              0 picks a free one
  HOST=127.0.0.1                         another address needs TLS_CERT and TLS_KEY, or TRUST_PROXY=1, or ALLOW_PLAINTEXT=1
  TLS_CERT, TLS_KEY                      paths of PEM files
  TRUST_PROXY                            1: a proxy in front speaks TLS and sets X-Forwarded-For
  ALLOW_PLAINTEXT                        1: ballots cross the network readable
  DATABASE_URL=sqlite:./data/hoinghi.sqlite
  ADMIN_TOKEN                            32 characters or more; without it one is made and kept beside the database
  METRICS_TOKEN                          32 characters or more; opens /metrics
  FRAME_INTERVAL_MS=100                  at least so much between two frames of one session
  API_KEY_OPERATIONS_PER_MINUTE=600      of one API key
  SEAT_OPERATIONS_PER_MINUTE=1200        of one seat
  ADDRESS_OPERATIONS_PER_MINUTE=6000     from one address without a token
  ADDRESS_REQUESTS_PER_MINUTE=30000      of anything else from one address
  CODE_SIGN_INS_PER_MINUTE=60            by one access code
  ADDRESS_SOCKETS_PER_MINUTE=6000        websockets opened from one address
  SOCKETS_PER_ADDRESS=4000               websockets open at a time from one address
  SOCKETS_PER_SEAT=100                   websockets open at a time of one seat
  DEAR_PERCENT=3                         how much of the server dear operations have while people vote
  INTROSPECTION=everyone                 signed-in: strangers learn nothing of the schema
  CORS_ORIGINS                           origins whose pages may read answers, separated by commas
  LOG_LEVEL=warn                         fatal, error, warn, info, debug or silent
  README.md says more about each.
  Ends with 0 when it was told to stop, 78 when somebody must mend something before it can start (it says what), 1 otherwise.`,
  demo: `npm run demo -- [--fast] [--exit] [--database FILE]
  Plays a real session through the public API, with simulated ballots, and compares the results with those that were published.
  --fast           no pauses
  --exit           stop when the session is over, with code 1 where anything recorded differs from what was published
  --database FILE  keep the session in FILE; started again after a crash, the demo goes on where it was`,
  backup: `npm run backup -- [--database FILE] --to FILE
  Copies a database into one file while its server runs, without keys, and verifies the copy.
  --database FILE  else DATABASE_URL, else data/hoinghi.sqlite
  --to FILE        the copy; overwrites nothing
  Ends with 0 when the copy is there and everything in it fits, 1 when something does not, 2 when there is no copy.`,
  export: `npm run export -- [--database FILE] [--format csv|jsonl|popolo] [--out FILE]
  [--organization ID [--subordinates]] [--person ID] [--from-year N] [--to-year N] [--kind KIND]… [--level LEVEL]…
  [--status STATUS]… [--search TEXT] [--superseded] [--order-by DATE|NAME|LEVEL] [--descending]
  Writes the recorded results, or what is selected of them. Reads only; a server may be running.
  Without --out to standard output; without --superseded only results that stand.
  --kind: PARTY_ORGANIZATION, PARTY_CELL, LEADERSHIP_COLLECTIVE, LEADER, PARTY_MEMBER
  --level: EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED
  --status: DECIDED, PROPOSED, NEEDS_DECISION, NOT_RATED
  Ends with 0 when it is written, 2 when it could not be.`,
  import: `npm run import -- FILE [--database FILE] [--format csv|json] [--commit] [--language vi|en]
  FILE is CSV or JSON (an array, or an object a line), as npm run export writes them; see docs/exchange.md.
  Without --commit nothing is written; it only says what the import would do. With it no server may have the database open;
  importResults is for that.
  --language       in which language errors of rows are told, else English
  Ends with 0 when the rows can be taken, 1 when some are wrong, 2 when it could not be looked at.`,
  papers: `npm run papers -- --session ID --out FOLDER [--database FILE]
  Writes every paper of a session as PDF into FOLDER. Reads only; a server may be running.
  Ends with 0 when they are written, 2 when they could not be.`,
  recount: `npm run recount -- [--database FILE]
  Counts and judges everything in a database again, and reports every difference. Reads only; a server may be running.
  --database FILE  else DATABASE_URL, else data/hoinghi.sqlite
  Ends with 0 when all is equal, 1 when something differs, 2 when it could not be looked at.`,
  restored: `npm run restored -- [--database FILE]
  Accepts the journals in FILE as they are, ends every token in it, and lists its access codes and API keys with the time
  they were issued or made. No server may have it open.
  Ends with 0 when it is done, 2 when it could not be.`,
  verify: `npm run verify -- [FILE | --database FILE] [--head <session>=<hash>]… [--heads FILE] [--json]
  Checks hash chains, counts, results and every table that follows from a journal. Reads only; a server may be running.
  --head           a hash that a session published (Session.head): whether it is in this database
  --heads FILE     the same, one a line
  --json           the verdict as JSON
  Ends with 0 when everything fits, 1 when something does not, 2 when it could not be looked at.`,
};

export const commands: typeof vietnamese = {
  usages,
  unknownOption: (option) => `There is no option ${option}.`,
  valueMissing: (option) => `${option} must be followed by a value.`,
  valueLikeOption: (option, value) =>
    `${option} must be followed by a value, and ${value} stands there; if it is meant, write ${option}=${value}.`,
  takesNoValue: (option) => `${option} takes no value; write ${option} by itself.`,
  unexpected: (argument) => `"${argument}" is too much; a value stands after its option.`,
  inMemory: 'A database in memory ends with its process; name a file.',
  noDatabase: (file) => `There is no database ${file}.`,
  nameCopy: 'Name the copy with --to.',
  copyExists: (file) => `${file} is there already; a backup overwrites nothing.`,
  copyBegun: (file) =>
    `${file} is there already: another backup is being made, or was broken off. Remove it then.`,
  wrongFormat: (given) => `--format is "${given}"; write csv, jsonl or popolo.`,
  unknownId: (option, id) => `--${option} is "${id}"; the record has none with this id.`,
  wrongYear: (option, given) => `--${option} is "${given}"; write a year, as 2023.`,
  notAmong: (option, given, values) => `--${option} is "${given}"; write ${values.join(', ')}.`,
  oneFile: 'Name one file.',
  nameFormat: 'Say --format csv or --format json.',
  noFile: (file) => `There is no file ${file}.`,
  fileTooLarge: (file, bytes, maxBytes, maxRows) =>
    `${file} has ${bytes} bytes; at most ${maxBytes} and ${maxRows} rows are taken. Split it.`,
  nameSession: 'Name a session and a folder.',
  noSession: (id) => `There is no session ${id} in this database.`,
  oneDatabase: 'Name one database.',
  noHead: (text) => `"${text}" is no head; write <session>=<hash>, the hash with 64 digits, or a cursor.`,
};
