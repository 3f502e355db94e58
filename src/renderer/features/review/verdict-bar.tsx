import { Button, Group, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VerdictKind } from '../../../contract/api/review-items.ts';
import { KeyCap } from './key-cap.tsx';
import { useKeyNames } from './review-keys.ts';

const kinds: readonly VerdictKind[] = ['label-wrong', 'true-confusion', 'bad-image', 'skip'];

interface VerdictBarProps {
  /** The verdict that stands; null: none. */
  standing: VerdictKind | null;
  /** Which question is open. */
  asking: VerdictKind | null;
  onVerdict: (kind: VerdictKind) => void;
  blind: boolean;
  onBlind: () => void;
  canUndo: boolean;
  canRedo: boolean;
  onUndo: () => void;
  onRedo: () => void;
}

/** The verdicts as buttons, with their keys on them. */
export function VerdictBar(props: VerdictBarProps) {
  const { standing, asking, onVerdict, blind, onBlind, canUndo, canRedo, onUndo, onRedo } = props;
  const { t } = useTranslation(['review', 'common']);
  const keys = useKeyNames();
  return (
    <div className="review-verdicts" role="group" aria-label={t('verdict.label')}>
      <Group gap={6}>
        {kinds.map((kind) => (
          <Button
            key={kind}
            variant={kind === standing ? 'light' : 'default'}
            aria-pressed={kind === standing}
            aria-expanded={
              kind === 'label-wrong' || kind === 'bad-image' ? kind === asking : undefined
            }
            aria-keyshortcuts={keys[kind]}
            title={t(`verdict.explain.${kind}`)}
            leftSection={keys[kind] && <KeyCap>{keys[kind]}</KeyCap>}
            onClick={() => onVerdict(kind)}
          >
            {t(`verdict.${kind}`)}
          </Button>
        ))}
      </Group>
      <Group gap={6}>
        <Switch
          checked={blind}
          onChange={onBlind}
          aria-keyshortcuts={keys.blind}
          title={t('verdict.blindHint')}
          label={
            <>
              {keys.blind && <KeyCap>{keys.blind}</KeyCap>} {t('verdict.blind')}
            </>
          }
        />
        <Button
          variant="default"
          disabled={!canUndo}
          aria-keyshortcuts={keys.undo ? 'U Control+Z' : 'Control+Z'}
          leftSection={keys.undo && <KeyCap>{keys.undo}</KeyCap>}
          onClick={onUndo}
        >
          {t('verdict.undo')}
        </Button>
        <Button
          variant="default"
          disabled={!canRedo}
          aria-keyshortcuts={keys.redo ? 'Shift+U Control+Shift+Z' : 'Control+Shift+Z'}
          leftSection={keys.redo && <KeyCap>{keys.redo}</KeyCap>}
          onClick={onRedo}
        >
          {t('verdict.redo')}
        </Button>
      </Group>
    </div>
  );
}
