import { openPage } from '../open-page.tsx';

// A person who is signed in does not stay on this page, because openPage() goes on to the page of the role.
openPage('index', () => null);
