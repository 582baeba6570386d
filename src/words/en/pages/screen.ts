import type { screen as vietnamese } from '../../vi/pages/screen.ts';

export const screen: typeof vietnamese = {
  waiting: 'The conference will begin shortly',
  waitingForReview: 'Waiting for the next item',
  adjourned: 'The conference is adjourned. Its results are on record.',
  voted: 'have voted',
  onSheet: (count) => (count === 1 ? '1 subject on the sheet' : `${count} subjects on the sheet`),
  results: 'Outcome',
  latestComments: 'Latest comments',
  sheetPage: (page, pages) => `Page ${page}/${pages}`,
  next: 'Next',
  report: 'Report',
  undetermined: 'Not determined yet',
  more: '… (continued)',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  signOutTitle: 'Sign this screen out?',
  signOutBody: 'The room will see nothing here any more. To come back, the access code is needed again.',
  mayGoDark: 'The display may go dark: switch this machine’s sleep off.',
};
