import type { signIn as vietnamese } from '../../vi/pages/sign-in.ts';

export const signIn: typeof vietnamese = {
  title: 'Sign in',
  lead: 'Type the access code on your slip. Capitals, spaces and hyphens do not matter.',
  code: 'Access code',
  submit: 'Enter',
  signingIn: 'Signing in…',
  tooShort: 'A code has 13 letters and digits, like ABCD-EFGH-12345. Please check it.',
  waitSeconds: (seconds) =>
    `Too much was tried from this network. Check the code and try again at once: a right one gets in all the same. If it does not, try again in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`,
  ended:
    'Your access has ended. Type your code to come back; if it was replaced, please ask for the new one.',
  leftovers: {
    outgoing:
      'A ballot that whoever was here before has confirmed, and that could not be sent yet, is still on this device. Signing in again as the same person casts it at once, without asking again.',
    filling:
      'A half-filled ballot of whoever was here before is still on this device; it is not cast. Signing in again as the same person goes on with it.',
    writing:
      'What whoever was here before was writing (a comment, a response, a report or a reason) is still on this device; it is not sent. Signing in again as the same person goes on with it.',
  },
  forget: 'Not me: erase it',
  signedOut: 'You are signed out.',
  otherAccess: 'Administrators and other programs',
  token: 'Administrator’s token or API key',
  tokenHint: 'The administrator’s token is in the file that the server names when it starts.',
  tokenSubmit: 'Enter with this',
  licenses: 'Licences of this software and of what it is made of',
  tokenWrong: 'This opens nothing. Please check it.',
};
