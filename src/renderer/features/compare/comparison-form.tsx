import { Anchor, Button, Group, Select, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import type { EvaluationRow } from '../../../contract/api/evaluations.ts';
import { engine } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatTime } from '../../components/format.ts';
import { SeedField } from '../../components/number-field.tsx';

/** Chooses two evaluations. `?before=` and `?after=` in the address are chosen to begin with. */
export function ComparisonForm() {
  const { t } = useTranslation(['compare', 'common']);
  const { data, error } = useQuery(engine.evaluations.list.queryOptions());
  return (
    <>
      <Anchor component={Link} href="/compare" size="sm">
        {t('back')}
      </Anchor>
      <Title order={1}>{t('form.title')}</Title>
      {error !== null && <FailureNotice error={error} />}
      {data === undefined && error === null && (
        <Skeleton height={240} aria-label={t('common:loading')} />
      )}
      {data !== undefined &&
        (data.length < 2 ? (
          <EmptyState title={t('empty')} text={t('emptyFew')}>
            <Button component={Link} href="/threshold/new">
              {t('evaluate')}
            </Button>
          </EmptyState>
        ) : (
          <Form evaluations={data} />
        ))}
    </>
  );
}

function Form({ evaluations }: { evaluations: readonly EvaluationRow[] }) {
  const { t } = useTranslation(['compare', 'common']);
  const [, navigate] = useLocation();
  const wanted = new URLSearchParams(useSearch());
  const known = (id: string | null): string | null =>
    evaluations.find((row) => row.id === id)?.id ?? null;
  const [before, setBefore] = useState(() => known(wanted.get('before')));
  const [after, setAfter] = useState(() => known(wanted.get('after')));
  const [seed, setSeed] = useState<number | null>(1);
  const start = useMutation(
    engine.comparisons.start.mutationOptions({
      onSuccess: ({ jobId }) => navigate(`/compare/job/${String(jobId)}`),
    }),
  );
  const entries = evaluations.map(({ id, name, classes, createdAt }) => ({
    value: id,
    label: t('form.entry', {
      name,
      classes: t('common:classes', { count: classes }),
      time: formatTime(createdAt),
    }),
  }));
  const datasetOf = (id: string | null): number | null =>
    evaluations.find((row) => row.id === id)?.datasetId ?? null;
  const isSame = before !== null && before === after;
  const isOther =
    before !== null && after !== null && !isSame && datasetOf(before) !== datasetOf(after);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (before !== null && after !== null && seed !== null && !isSame) {
      start.mutate({ before, after, seed });
    }
  };
  return (
    <form className="isoline-panel compare-form" onSubmit={submit}>
      <Stack gap="sm">
        <Select
          label={t('form.before')}
          description={t('form.beforeText')}
          value={before}
          onChange={setBefore}
          data={entries}
          searchable
        />
        <Select
          label={t('form.after')}
          description={t('form.afterText')}
          value={after}
          onChange={setAfter}
          data={entries}
          searchable
        />
        <SeedField
          label={t('form.seed')}
          description={t('form.seedText')}
          value={seed}
          onChange={setSeed}
          maw={320}
        />
        <Group>
          <Button
            type="submit"
            disabled={before === null || after === null || isSame || seed === null}
            loading={start.isPending}
          >
            {t('form.start')}
          </Button>
          <Button
            variant="default"
            disabled={before === null && after === null}
            onClick={() => {
              setBefore(after);
              setAfter(before);
            }}
          >
            {t('form.swap')}
          </Button>
          <Text size="sm" aria-live="polite">
            {isSame ? t('form.same') : isOther ? t('form.otherData') : ''}
          </Text>
        </Group>
        {start.error !== null && <FailureNotice error={start.error} />}
      </Stack>
    </form>
  );
}
