import { useLocalStorage } from '@mantine/hooks';

/**
 * Whether single letters, digits and signs do something in a review, and what changes that: they can be
 * switched off for those whose keys come from speech or slip (WCAG 2.1.4).
 */
export function useSingleKeys(): [on: boolean, setOn: (on: boolean) => void] {
  const [on, setOn] = useLocalStorage({
    key: 'isoline.review.single-keys',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  return [on, setOn];
}
