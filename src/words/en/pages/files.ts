import type { files as vietnamese } from '../../vi/pages/files.ts';

export const files: typeof vietnamese = {
  papers: 'Papers',
  papersLead: 'PDF files in Vietnamese, made of what is recorded when they are fetched.',
  paperNames: {
    SESSION_MINUTES: 'Minutes of the conference',
    SUMMARY: 'Summary of levels',
    BALLOTS: 'Paper ballots',
    COUNT_MINUTES: 'Minutes of the count',
  },
  paperHints: {
    SESSION_MINUTES: 'What happened, and the result of each item.',
    SUMMARY: 'Numbers by peer group, and the list of proposals to the superior.',
    BALLOTS: 'For voting on paper: a sheet for each voting member, with every item.',
  },
  draft: 'draft',
  notYet: {
    PREPARED: 'There once the conference is convened.',
    CONVENED: 'There once the conference is adjourned.',
  },
  rounds: 'Rounds',
  noRounds: 'No rounds yet; after each there are minutes of its count.',
  roundLine: (count, turnout, electorate) => `${count} on the sheet, ${turnout}/${electorate} ballots`,
  roundStatuses: { OPEN: 'open', CLOSED: 'counted', VOID: 'void' },
  roundPapers: {
    OPEN: 'The minutes of its count are there once this round is closed.',
    VOID: 'Its ballots were not counted: there are no minutes.',
  },
  countMinutesOf: (round) => `minutes of the count of round ${round}`,
  pdf: 'Get PDF',
  countPdf: 'Minutes (PDF)',
  making: 'Fetching…',
  saved: (name) => `Saved ${name}.`,
};
