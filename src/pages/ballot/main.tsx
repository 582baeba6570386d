import './ballot.css';
import { open } from '../live/entry.tsx';
import { BallotPage } from './ballot.tsx';

open('ballot', BallotPage);
