import { Anchor, Button, Group, SegmentedControl, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { ReviewOverview } from '../../../contract/api/review.ts';
import { useEvaluatedSets } from '../../components/evaluated-sets.ts';
import { Term } from '../../components/term.tsx';
import { readTyped, shortestDecimal } from '../../components/typed-number.ts';
import { KeyCap } from './key-cap.tsx';
import { type ReviewChoice, reviewAddress } from './review-address.ts';
import { useKeyNames } from './review-keys.ts';

interface ReviewHeadProps {
  view: EvaluationView;
  overview: ReviewOverview | undefined;
  /** The queue, class or change that is shown. */
  part: string;
  choice: ReviewChoice;
  threshold: number;
  onHistory: () => void;
}

/** What is reviewed, at which threshold; the ways to what verdicts come to. */
export function ReviewHead({
  view,
  overview,
  part,
  choice,
  threshold,
  onHistory,
}: ReviewHeadProps) {
  const { t } = useTranslation(['review', 'common', 'threshold']);
  const [, navigate] = useLocation();
  const keys = useKeyNames();
  const { row } = view;
  const sets = useEvaluatedSets(row);
  const pending = overview?.pendingChanges ?? 0;
  return (
    <header className="review-head">
      <div className="review-head-name">
        <Title order={1} size="h3" title={row.name}>
          {row.name}
        </Title>
        <Text size="xs" c="dimmed">
          {t('untouched')}
        </Text>
        {overview?.originalId !== null && overview?.originalId !== undefined && (
          <Text size="xs" c="dimmed">
            {t('head.original')}{' '}
            <Anchor component={Link} size="xs" href={`/review/${overview.originalId}`}>
              {t('head.originalLink')}
            </Anchor>
          </Text>
        )}
      </div>
      <Group gap="xs" align="flex-end">
        {sets.length > 0 && (
          <SegmentedControl
            aria-label={t('threshold:head.set')}
            value={row.id}
            onChange={(id) =>
              navigate(
                reviewAddress(id, part.startsWith('class/') ? 'worst-classes' : part, {
                  threshold: choice.threshold,
                }),
              )
            }
            data={sets.map(({ id, set }) => ({ value: id, label: t(`threshold:set.${set}`) }))}
          />
        )}
        <ThresholdField
          key={threshold}
          threshold={threshold}
          onChange={(value) =>
            navigate(reviewAddress(row.id, part, { ...choice, threshold: value, item: null }))
          }
        />
        <Button
          component={Link}
          variant="default"
          href={`/threshold/${row.id}/${shortestDecimal(threshold)}`}
        >
          {t('head.toThreshold')}
        </Button>
        <Button
          variant="default"
          aria-keyshortcuts={keys.history}
          leftSection={keys.history && <KeyCap>{keys.history}</KeyCap>}
          onClick={onHistory}
        >
          {t('head.history')}
        </Button>
        <Button
          component={Link}
          variant={pending > 0 ? 'filled' : 'default'}
          href={reviewAddress(row.id, 'change', { threshold })}
          rightSection={pending > 0 ? pending : null}
          title={t('head.changes', { count: pending })}
        >
          {t('head.change')}
        </Button>
        <Button component={Link} variant="default" href="/review">
          {t('head.all')}
        </Button>
      </Group>
    </header>
  );
}

/** The threshold that queues are built on, to type another. */
function ThresholdField({
  threshold,
  onChange,
}: {
  threshold: number;
  onChange: (threshold: number) => void;
}) {
  const { t } = useTranslation('review');
  const [text, setText] = useState(() => shortestDecimal(threshold));
  const value = readTyped(text);
  const take = (): void => {
    if (value !== null && Math.fround(value) !== Math.fround(threshold))
      onChange(Math.fround(value));
  };
  return (
    <form
      className="review-threshold"
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <Term name="threshold">{t('head.threshold')}</Term>
      <TextInput
        aria-label={t('head.threshold')}
        value={text}
        inputMode="decimal"
        spellCheck={false}
        w={104}
        error={value === null ? t('head.thresholdWrong') : null}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onBlur={take}
      />
    </form>
  );
}
