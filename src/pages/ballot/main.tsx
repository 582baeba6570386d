import { open } from '../live/entry.tsx';

open('ballot', () => null);
