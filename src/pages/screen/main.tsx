import './fit.css';
import './frame.css';
import './panels.css';
import './sheets.css';
import './small.css';
import { openPage } from '../open-page.tsx';
import { ScreenPage } from './screen.tsx';

openPage('screen', ScreenPage);
