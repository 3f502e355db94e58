import { Skeleton, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ExamplePair } from '../../../contract/api/evaluations.ts';
import { engine } from '../../api/client.ts';
import { isolated } from '../../app/words/isolated.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatDecimal } from '../../components/format.ts';
import { Thumbnail } from '../../components/thumbnail.tsx';

interface ExamplePairsProps {
  id: string;
  classNames: readonly string[];
  threshold: number;
  /** Only pairs with an end in this class; null: of all. */
  class: number | null;
  /** Pairs of each kind on each side. */
  limit: number;
  onSelect: (c: number) => void;
}

/** The pairs nearest to the threshold on both sides: what it decides between. */
export function ExamplePairs(props: ExamplePairsProps) {
  const { id, classNames, threshold, limit, onSelect } = props;
  const { t } = useTranslation(['threshold', 'common']);
  const { data, error, isPending, isPlaceholderData } = useQuery({
    ...engine.evaluations.examples.queryOptions({
      input: { id, threshold, limit, class: props.class },
    }),
    enabled: Number.isFinite(threshold),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  if (error !== null) return <FailureNotice error={error} />;
  if (!Number.isFinite(threshold)) return <Text size="sm">{t('examples.nothingAccepted')}</Text>;
  if (isPending) return <Skeleton height={180} aria-label={t('common:loading')} />;
  const groups = [
    { key: 'impostorAbove', kind: 'impostor', wrong: true },
    { key: 'genuineAbove', kind: 'genuine', wrong: false },
    { key: 'genuineBelow', kind: 'genuine', wrong: true },
    { key: 'impostorBelow', kind: 'impostor', wrong: false },
  ] as const;
  return (
    <div className="threshold-examples" aria-busy={isPlaceholderData}>
      {groups.map(({ key, kind, wrong }) => (
        <div key={key} role="group" aria-label={t(`examples.${key}`)}>
          <h3 data-kind={kind}>
            {t(`examples.${key}`)}
            {wrong && <span className="threshold-wrong">{t(`examples.wrong.${kind}`)}</span>}
          </h3>
          {data[key].length === 0 ? (
            <Text size="xs" c="dimmed">
              {t('examples.none')}
            </Text>
          ) : (
            <ul>
              {data[key].map((pair) => (
                <li key={`${pair.first.name} ${pair.second.name}`}>
                  <PairCard
                    pair={pair}
                    kind={kind}
                    classNames={classNames}
                    of={props.class}
                    onSelect={onSelect}
                  />
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
      {!data.complete && (
        <Text size="xs" c="dimmed">
          {t('examples.sampled')}
        </Text>
      )}
    </div>
  );
}

/** Two images with their score and classes. Opens the class of the first that is not open. */
function PairCard({
  pair: { first, second, score },
  kind,
  classNames,
  of,
  onSelect,
}: {
  pair: ExamplePair;
  kind: 'genuine' | 'impostor';
  classNames: readonly string[];
  /** The class that is open, which needs no name; null: none. */
  of: number | null;
  onSelect: (c: number) => void;
}) {
  const nameOf = (c: number): string => classNames[c] ?? '';
  const classes = kind === 'genuine' ? [first.class] : [first.class, second.class];
  const others = classes.filter((c) => c !== of);
  return (
    <button
      type="button"
      className="threshold-pair"
      data-kind={kind}
      title={classes.map((c) => isolated(nameOf(c))).join(' × ')}
      onClick={() => onSelect(others[0] ?? first.class)}
    >
      <span className="threshold-pair-images">
        <Thumbnail imageId={first.imageId} name={first.name} size={56} />
        <Thumbnail imageId={second.imageId} name={second.name} size={56} />
      </span>
      <span className="threshold-pair-score">{formatDecimal(score, 4)}</span>
      {others.map((c) => (
        <span key={c} className="threshold-pair-class">
          {nameOf(c)}
        </span>
      ))}
    </button>
  );
}
