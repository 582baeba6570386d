import './chair.css';
import { openPage } from '../open-page.tsx';
import { ChairPage } from './chair.tsx';

openPage('chair', ChairPage);
