import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Router } from 'wouter';
import { failureOf } from '../api/client.ts';
import { onConnected } from '../api/connection.ts';
import { useAddress } from './address.ts';
import { colourSchemes } from './colour-scheme.ts';
import { Frame } from './frame.tsx';
import { theme } from './theme.ts';

const queries = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; a lost connection is asked again once it is back.
      retry: (count, error) => failureOf(error).code === 'unknown' && count < 3,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

/** The whole page. */
export function App() {
  useEffect(() => onConnected(() => void queries.invalidateQueries()), []);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colourSchemes}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" limit={4} />
        <Router hook={useAddress}>
          <Frame />
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  );
}
