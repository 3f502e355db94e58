import { Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { Identification } from '../../../contract/api/pairs.ts';
import { engine } from '../../api/client.ts';
import { useJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { NumberField } from '../../components/number-field.tsx';
import { Term } from '../../components/term.tsx';
import { readRates } from '../../components/typed-list.ts';
import { GalleryChart } from './gallery-chart.tsx';
import { firstSizes, readSizes } from './gallery-sizes.ts';
import { GalleryTable } from './gallery-table.tsx';
import { readChoice, reviewAddress } from './review-address.ts';

/** Searches in galleries of an evaluation: the job stands in the address, `?search=12`. */
export function GalleryView({ view, threshold }: { view: EvaluationView; threshold: number }) {
  const { t } = useTranslation(['galleries', 'pairs']);
  const [, navigate] = useLocation();
  const search = useSearch();
  const asked = new URLSearchParams(search).get('search');
  const evaluationId = view.row.id;
  const { classes } = view;
  const [sizesText, setSizes] = useState(() => firstSizes(classes).join(', '));
  const [targetsText, setTargets] = useState('1e-1, 1e-2');
  const [seed, setSeed] = useState<number | null>(1);
  const job = useJob(asked !== null && /^\d+$/.test(asked) ? Number(asked) : null);
  const show = (jobId: number): void => {
    const address = reviewAddress(evaluationId, 'gallery', {
      threshold: readChoice(search).threshold,
    });
    const mark = address.includes('?') ? '&' : '?';
    navigate(`${address}${mark}search=${String(jobId)}`, { replace: true });
  };
  const start = useMutation(
    engine.pairs.identify.mutationOptions({ onSuccess: (started) => show(started.jobId) }),
  );
  const sizes = readSizes(sizesText, classes);
  const targets = readRates(targetsText);
  const done = job?.status === 'done' && job.kind === 'identify';
  const result = done ? (job.result as Identification) : null;
  return (
    <>
      <section className="isoline-panel">
        <Title order={2} size="h4">
          <Term name="gallery">{t('title')}</Term>
        </Title>
        <Text size="sm" maw={820}>
          {t('lead')}
        </Text>
        {classes < 2 ? (
          <Text size="sm" mt="xs">
            {t('oneClass')}
          </Text>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (sizes === null || targets === null || seed === null) return;
              start.mutate({ evaluationId, sizes, targets, thresholds: [threshold], seed });
            }}
          >
            <Group align="flex-end" gap="xs" mt="xs">
              <TextInput
                label={t('sizes')}
                value={sizesText}
                spellCheck={false}
                error={sizes === null ? t('sizesWrong', { most: classes }) : null}
                onChange={({ currentTarget }) => setSizes(currentTarget.value)}
              />
              <TextInput
                label={t('targets')}
                value={targetsText}
                spellCheck={false}
                error={targets === null ? t('pairs:evaluate.targetsWrong') : null}
                onChange={({ currentTarget }) => setTargets(currentTarget.value)}
              />
              <NumberField
                label={t('seed')}
                title={t('seedHint')}
                value={seed}
                min={0}
                max={2 ** 32 - 1}
                allowDecimal={false}
                w={90}
                onChange={setSeed}
              />
              <Button
                type="submit"
                disabled={sizes === null || targets === null || seed === null}
                loading={start.isPending || job?.status === 'running'}
              >
                {t('start')}
              </Button>
            </Group>
          </form>
        )}
        {start.error !== null && <FailureNotice error={start.error} />}
        {job !== null && <JobProgress job={job} onResumed={show} />}
        {classes > 1 && job === null && (
          <Text size="xs" c="dimmed" mt="xs">
            {t('none')}
          </Text>
        )}
        {result !== null && result.evaluationId !== evaluationId && (
          <Text size="sm" mt="xs">
            {t('other')}
          </Text>
        )}
      </section>
      {result?.evaluationId === evaluationId && (
        <>
          <GalleryTable galleries={result.galleries} />
          <GalleryChart galleries={result.galleries} threshold={threshold} />
        </>
      )}
    </>
  );
}
