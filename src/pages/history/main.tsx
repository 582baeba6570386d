import './history.css';
import { open } from '../live/entry.tsx';
import { HistoryPage } from './history.tsx';

open('history', HistoryPage);
