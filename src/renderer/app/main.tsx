/// <reference types="vite/client" />
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followJobs } from '../api/jobs.ts';
import { App } from './app.tsx';
import { startWords } from './words/words.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
followJobs();
await startWords();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
