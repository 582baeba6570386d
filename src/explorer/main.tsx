// This is imported first, because the editors ask for their workers as soon as they are loaded.
import 'graphiql/setup-workers/vite';
import '../pages/style/tokens.css';
import '../pages/style/fonts.css';
import '@graphiql/react/style.css';
import 'graphiql/graphiql.css';
import '@graphiql/plugin-doc-explorer/style.css';
import './explorer.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Explorer } from './explorer.tsx';

// The font is loaded first, with its Vietnamese letters, because the editors measure the width of letters once.
await Promise.allSettled([document.fonts.load('15px "Fira Code"', String.fromCodePoint(0x61, 0x1ea5))]);
const root = document.getElementById('page');
if (root === null) throw new Error('the page has no place for the explorer');
createRoot(root).render(
  <StrictMode>
    <Explorer />
  </StrictMode>,
);
