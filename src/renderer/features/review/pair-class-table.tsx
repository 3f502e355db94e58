import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PairEvaluation } from '../../../contract/api/pairs.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { formatCount, formatRate } from '../../components/format.ts';
import { figureColumn } from '../../components/table-columns.tsx';

type ClassRow = NonNullable<PairEvaluation['classes']>[number];

/** The classes of a pair set, with their rates at one of its operating points. */
export function PairClassTable({
  result: { operatingPoints },
  classes,
}: {
  result: PairEvaluation;
  classes: readonly ClassRow[];
}) {
  const { t } = useTranslation(['pairs', 'common']);
  const [chosen, setChosen] = useState<number | null>(null);
  const usable = operatingPoints.flatMap(({ threshold, targetFalseAcceptRate }, k) =>
    threshold === null ? [] : [{ k, target: targetFalseAcceptRate }],
  );
  const at = chosen ?? usable.at(-1)?.k ?? 0;
  const columns = useMemo<readonly DataColumn<ClassRow>[]>(() => {
    const figure = (
      key: string,
      header: string,
      value: (row: ClassRow) => number | null,
      format: (figure: number) => string,
    ): DataColumn<ClassRow> => figureColumn(key, header, '120px', value, format);
    return [
      {
        key: 'name',
        header: t('common:class'),
        value: ({ className }) => className,
        width: 'minmax(160px, 2fr)',
      },
      figure('genuine', t('evaluate.classGenuine'), (row) => row.genuinePairs, formatCount),
      figure('impostor', t('evaluate.classImpostor'), (row) => row.impostorPairs, formatCount),
      figure('far', 'FAR', ({ rates }) => rates[at]?.falseAcceptRate ?? null, formatRate),
      figure('frr', 'FRR', ({ rates }) => rates[at]?.falseRejectRate ?? null, formatRate),
    ];
  }, [t, at]);
  return (
    <>
      <h3 className="review-heading">{t('evaluate.classes')}</h3>
      <DataTable
        label={t('evaluate.classes')}
        rows={classes}
        columns={columns}
        rowKey={({ className }) => className}
        filterText={({ className }) => className}
        firstSort={{ key: 'frr', descending: true }}
        height={300}
        tools={
          <NativeSelect
            aria-label={t('evaluate.at')}
            value={String(at)}
            onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}
            data={usable.map(({ k, target }) => ({
              value: String(k),
              label: `${t('evaluate.at')} ${formatRate(target)}`,
            }))}
          />
        }
      />
    </>
  );
}
