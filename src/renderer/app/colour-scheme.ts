import { localStorageColorSchemeManager, type MantineColorSchemeManager } from '@mantine/core';
import { shell } from '../api/shell.ts';

/**
 * Who knows whether the page is light or dark. In a browser it is the page, which keeps what a person
 * chose. In the window it is the window, whose menu changes it too: the page follows its media query.
 */
export const colourSchemes: MantineColorSchemeManager =
  shell === undefined
    ? localStorageColorSchemeManager()
    : {
        get: () => 'auto',
        set: () => undefined,
        subscribe: () => undefined,
        unsubscribe: () => undefined,
        clear: () => undefined,
      };
