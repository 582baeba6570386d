import './screen.css';
import { open } from '../live/entry.tsx';
import { ScreenPage } from './screen.tsx';

open('screen', ScreenPage);
