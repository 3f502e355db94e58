import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';
import { shell } from '../../api/shell.ts';

/** Whether the application is light or dark as a person chose it: the window's choice, else the page's. */
export function useChosenScheme(): [
  chosen: MantineColorScheme,
  choose: (scheme: MantineColorScheme) => void,
] {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [ofWindow, setOfWindow] = useState<MantineColorScheme>('auto');
  useEffect(() => shell?.onTheme((theme) => setOfWindow(theme === 'system' ? 'auto' : theme)), []);
  return shell === undefined
    ? [colorScheme, setColorScheme]
    : [ofWindow, (scheme) => void shell?.setTheme(scheme === 'auto' ? 'system' : scheme)];
}
