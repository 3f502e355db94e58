import { Alert, Anchor, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { PairSet } from '../../../contract/api/pairs.ts';
import { client, engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatTime } from '../../components/format.ts';
import { LoadFailure } from '../../components/not-found.tsx';
import { RenamableTitle } from '../../components/rename.tsx';
import { PairSetEvaluation } from './pair-set-evaluation.tsx';
import { PairSetPages } from './pair-set-pages.tsx';
import { PairSetScoring } from './pair-set-scoring.tsx';

/**
 * One pair set: what it holds, its scores, what they show, its pairs.
 *
 * @param name its number, as the address names it
 */
export function PairSetView({ name }: { name: string }) {
  const { t } = useTranslation(['pairs', 'common']);
  const { data: set, error } = useQuery(
    engine.pairs.get.queryOptions({ input: { id: Number(name) } }),
  );
  const [scoringId, setScoringId] = useState<number | null>(null);
  const scoring = set?.scorings.find((one) => one.id === scoringId) ?? set?.scorings.at(-1) ?? null;
  if (set === undefined && error !== null) {
    return <LoadFailure what="pairSet" name={name} error={error} />;
  }
  return (
    <Stack gap="sm" maw={1200}>
      <Anchor component={Link} href="/review/pairs" size="sm">
        {t('back')}
      </Anchor>
      {error !== null && <FailureNotice error={error} />}
      {set === undefined && <Skeleton height={200} aria-label={t('common:loading')} />}
      {set !== undefined && (
        <>
          <Heading set={set} />
          {set.selected && <Alert color="yellow">{t('facts.selected')}</Alert>}
          <PairSetScoring set={set} scoring={scoring} onScoring={setScoringId} />
          {scoring !== null && !set.selected && (
            <PairSetEvaluation key={scoring.id} set={set} scoring={scoring} />
          )}
          <PairSetPages key={`pages ${String(scoring?.id)}`} set={set} scoring={scoring} />
        </>
      )}
    </Stack>
  );
}

function Heading({ set }: { set: PairSet }) {
  const { t } = useTranslation(['pairs', 'common']);
  const queries = useQueryClient();
  return (
    <header>
      <RenamableTitle
        name={set.name}
        size="h3"
        rename={async (name) => {
          await client.pairs.rename({ id: set.id, name });
          await queries.invalidateQueries({ queryKey: engine.pairs.key() });
        }}
      />
      <Text size="sm">
        {t('facts.summary', {
          genuine: formatCount(set.genuinePairs),
          impostor: formatCount(set.impostorPairs),
        })}
        {set.classes !== null &&
          set.images > 0 &&
          ` · ${t('facts.classes', {
            classes: t('common:classes', { count: set.classes }),
            images: t('common:images', { count: set.images }),
          })}`}
      </Text>
      <Text size="xs" c="dimmed" className="review-name">
        {[
          set.file === null ? t(`source.${set.source}`) : t('facts.file', { file: set.file }),
          set.format === null ? null : t(`format.${set.format}`),
          formatTime(set.createdAt),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </Text>
    </header>
  );
}
