import { useState } from 'react';

/** Where the page keeps the name that stands on saved decisions and verdicts. */
export const authorKey = 'isoline.author';

/** The name of the person at the page, '' until it is known, and what keeps another. */
export function useAuthor(): [author: string, setAuthor: (name: string) => void] {
  const [author, setAuthor] = useState(() => localStorage.getItem(authorKey) ?? '');
  return [
    author,
    (name) => {
      localStorage.setItem(authorKey, name.trim());
      setAuthor(name);
    },
  ];
}
