import { SegmentedControl, Skeleton, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedSetView } from '../../../contract/comparison.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatRate } from '../../components/format.ts';
import { ChangeScatter } from './change-scatter.tsx';
import { ClassTable } from './class-table.tsx';
import { type ClassFilter, classRows, rowsWith } from './class-rows.ts';
import type { MatchedTarget } from './reading.ts';

/** In pixels. */
const scatterHeight = 380;

interface ClassChangesProps {
  /** Which classes of which comparison. */
  part: { id: string; pair: number; set: ComparedSetView['set'] };
  classNames: readonly string[];
  target: MatchedTarget;
}

/** Single classes at a target: a drawing of what changed, and the table of all. */
export function ClassChanges({ part, classNames, target }: ClassChangesProps) {
  const { t } = useTranslation(['compare', 'common']);
  const point = target.matchedFalseAcceptRate;
  const { targetFalseAcceptRate } = target;
  const {
    data: classes,
    error,
    isPlaceholderData: isOther,
  } = useQuery({
    ...engine.comparisons.classes.queryOptions({ input: { ...part, targetFalseAcceptRate } }),
    staleTime: Infinity,
    // Those of the target before stay, dimmed, until these are there.
    placeholderData: keepPreviousData,
  });
  const [filter, setFilter] = useState<ClassFilter>('all');
  const [selected, setSelected] = useState<number | null>(null);
  const rows = useMemo(
    () => (classes === undefined ? [] : classRows(classNames, classes)),
    [classNames, classes],
  );
  const shown = useMemo(() => rowsWith(rows, filter), [rows, filter]);
  const select = useCallback((c: number) => {
    setFilter('all');
    setSelected(c);
  }, []);
  const countOf = (change: ClassFilter): number => rowsWith(rows, change).length;
  const band = [
    point.bands.falseAcceptRate === null
      ? null
      : `${t('rates.falseAcceptRate')} ${formatRate(point.bands.falseAcceptRate)}`,
    point.bands.falseRejectRate === null
      ? null
      : `${t('rates.falseRejectRate')} ${formatRate(point.bands.falseRejectRate)}`,
  ].filter((end) => end !== null);
  return (
    <section className="compare-classes">
      <div>
        <Title order={2} size="h4">
          {t('classes.title')}
        </Title>
        <Text size="xs" c="dimmed">
          {t('classes.text', {
            target: formatRate(targetFalseAcceptRate),
            band: band.length === 0 ? t('classes.noBand') : band.join(', '),
          })}
        </Text>
      </div>
      {error !== null && <FailureNotice error={error} />}
      {classes === undefined && error === null && (
        <Skeleton height={scatterHeight} aria-label={t('common:loading')} />
      )}
      {classes !== undefined && (
        <div className="compare-classes" aria-busy={isOther}>
          <div className="compare-scatters">
            {(['falseRejectRate', 'falseAcceptRate'] as const).map((rate) => (
              <ChangeScatter
                key={rate}
                rows={rows}
                rate={rate}
                selected={selected}
                onSelect={select}
                height={scatterHeight}
              />
            ))}
          </div>
          <div className="isoline-panel">
            <p className="compare-chosen" aria-live="polite">
              {selected === null ? t('classes.pick') : classNames[selected]}
            </p>
            <ClassTable
              rows={shown}
              selected={selected}
              onSelect={setSelected}
              tools={
                <SegmentedControl
                  aria-label={t('classes.show')}
                  value={filter}
                  onChange={setFilter}
                  data={[
                    { value: 'all', label: t('classes.all') },
                    {
                      value: 'newly-broken',
                      label: t('classes.broken', { count: countOf('newly-broken') }),
                    },
                    { value: 'fixed', label: t('classes.fixed', { count: countOf('fixed') }) },
                  ]}
                />
              }
            />
          </div>
        </div>
      )}
    </section>
  );
}
