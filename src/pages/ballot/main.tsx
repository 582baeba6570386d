import './ballot.css';
import { openPage } from '../open-page.tsx';
import { BallotPage } from './ballot.tsx';

openPage('ballot', BallotPage);
