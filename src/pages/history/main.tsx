import './history.css';
import { openPage } from '../open-page.tsx';
import { HistoryPage } from './history.tsx';

openPage('history', HistoryPage);
