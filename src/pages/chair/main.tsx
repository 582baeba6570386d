import './chair.css';
import { open } from '../live/entry.tsx';
import { ChairPage } from './chair.tsx';

open('chair', ChairPage);
