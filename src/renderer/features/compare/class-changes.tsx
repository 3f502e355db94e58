import { SegmentedControl, Text, Title } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedSet } from '../../../contract/comparison.ts';
import { formatRate } from '../../components/format.ts';
import { ChangeScatter } from './change-scatter.tsx';
import { ClassTable } from './class-table.tsx';
import { type ClassFilter, classRows, rowsWith } from './class-rows.ts';
import type { MatchedTarget } from './reading.ts';

/** Single classes at a target: a drawing of what changed, and the table of all. */
export function ClassChanges({ set, target }: { set: ComparedSet; target: MatchedTarget }) {
  const { t } = useTranslation('compare');
  const point = target.matchedFalseAcceptRate;
  const [filter, setFilter] = useState<ClassFilter>('all');
  const [selected, setSelected] = useState<number | null>(null);
  const rows = useMemo(() => classRows(set, point), [set, point]);
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
            target: formatRate(target.targetFalseAcceptRate),
            band: band.length === 0 ? t('classes.noBand') : band.join(', '),
          })}
        </Text>
      </div>
      <div className="compare-scatters">
        {(['falseRejectRate', 'falseAcceptRate'] as const).map((rate) => (
          <ChangeScatter
            key={rate}
            rows={rows}
            rate={rate}
            selected={selected}
            onSelect={select}
            height={380}
          />
        ))}
      </div>
      <div className="isoline-panel">
        <p className="compare-chosen" aria-live="polite">
          {selected === null ? t('classes.pick') : set.classNames[selected]}
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
    </section>
  );
}
