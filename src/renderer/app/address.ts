import { useSyncExternalStore } from 'react';
import type { BaseLocationHook } from 'wouter';

/**
 * Where the page is, in the hash of its address: `#/threshold/new?dataset=1`. What stands behind `?`
 * belongs to that screen alone, and a copied or newly opened link holds all of it.
 */
export const useAddress: BaseLocationHook = () => [
  useSyncExternalStore(subscribe, () => partsOf(window.location.hash)[0]),
  navigate,
];
useAddress.searchHook = () =>
  useSyncExternalStore(subscribe, () => partsOf(window.location.hash)[1]);
useAddress.hrefs = (href) => `#${href}`;

/** Path and search of a hash. */
export function partsOf(hash: string): [path: string, search: string] {
  const address = hash.replace(/^#?\/?/, '/');
  const end = address.indexOf('?');
  return end < 0 ? [address, ''] : [address.slice(0, end), address.slice(end + 1)];
}

function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', `#${to}`);
  // The browser tells only of changes that the page did not make.
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('hashchange', listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('hashchange', listener);
    window.removeEventListener('popstate', listener);
  };
}
