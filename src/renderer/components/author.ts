/** Where the page keeps the name that stands on saved decisions. */
export const authorKey = 'isoline.author';
