import { openPage } from '../open-page.tsx';

// Signed in, nobody stays on this page: openPage() goes on to the page of the role.
openPage('index', () => null);
