import { useEffect, useRef } from 'react';
import { useSingleKeys } from './single-keys.ts';

/** What can be done by one key. */
export type ReviewAction =
  | 'label-wrong'
  | 'true-confusion'
  | 'bad-image'
  | 'skip'
  | 'next'
  | 'previous'
  | 'undo'
  | 'redo'
  | 'blind'
  | 'history'
  | 'enlarge'
  | 'shrink'
  | 'whole'
  | 'pan-left'
  | 'pan-right'
  | 'pan-up'
  | 'pan-down';

/** The keys as they stand on buttons. */
const keyNames = {
  'label-wrong': '1',
  'true-confusion': '2',
  'bad-image': '3',
  skip: 'S',
  undo: 'U',
  redo: 'Shift+U',
  blind: 'B',
  history: 'H',
  enlarge: '+',
  shrink: '−',
  whole: '0',
} as const satisfies Partial<Record<ReviewAction, string>>;

/** The keys that stand on buttons; none while single keys are switched off. */
export function useKeyNames(): Partial<typeof keyNames> {
  const [on] = useSingleKeys();
  return on ? keyNames : {};
}

type PressedKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * What a key means; null: nothing.
 *
 * @param singleKeys whether letters, digits and signs mean something by themselves
 */
export function actionOf(
  { key, ctrlKey, metaKey, altKey, shiftKey }: PressedKey,
  singleKeys: boolean,
): ReviewAction | null {
  if (altKey) return null;
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (letter === 'z') return shiftKey ? 'redo' : 'undo';
    return letter === 'y' && !shiftKey ? 'redo' : null;
  }
  // Keys that write something have its name.
  if (!singleKeys && key.length === 1) return null;
  switch (letter) {
    case '1':
      return 'label-wrong';
    case '2':
      return 'true-confusion';
    case '3':
      return 'bad-image';
    case 's':
      return 'skip';
    case 'u':
      return shiftKey ? 'redo' : 'undo';
    case 'b':
      return 'blind';
    case 'h':
      return 'history';
    case '+':
    case '=':
      return 'enlarge';
    case '-':
      return 'shrink';
    case '0':
      return 'whole';
    case 'arrowdown':
      return shiftKey ? 'pan-down' : 'next';
    case 'arrowright':
      return shiftKey ? 'pan-right' : 'next';
    case 'arrowup':
      return shiftKey ? 'pan-up' : 'previous';
    case 'arrowleft':
      return shiftKey ? 'pan-left' : 'previous';
    default:
      return null;
  }
}

/**
 * Follows the keys for as long as the component lives. They do nothing while a person types in a field
 * or has a menu or a dialog open.
 *
 * @param actions those that there is something to do for now
 */
export function useReviewKeys(actions: Partial<Record<ReviewAction, () => void>>): void {
  const [singleKeys] = useSingleKeys();
  const current = useRef({ actions, singleKeys });
  useEffect(() => {
    current.current = { actions, singleKeys };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || belongsElsewhere(event)) return;
      const { actions, singleKeys } = current.current;
      const action = actionOf(event, singleKeys);
      const act = action === null ? undefined : actions[action];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function belongsElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.closest('[role="dialog"], [role="menu"], textarea, select') !== null) return true;
  if (!(target instanceof HTMLInputElement)) return false;
  if (target.type === 'checkbox') return false;
  // Radio buttons are walked with the arrows.
  return target.type !== 'radio' || key.startsWith('Arrow');
}
