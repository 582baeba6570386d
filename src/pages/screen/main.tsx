import './fit.css';
import './frame.css';
import './panels.css';
import './sheets.css';
import './small.css';
import { open } from '../live/entry.tsx';
import { ScreenPage } from './screen.tsx';

open('screen', ScreenPage);
