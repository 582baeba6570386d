import { open } from '../live/entry.tsx';

// Signed in, nobody stays on this page: open() goes on to the page of the role.
open('index', () => null);
