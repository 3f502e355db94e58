import { memo, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { formatCount, formatSignificant } from '../../components/format.ts';
import { figureColumn, nameColumn } from '../../components/table-columns.tsx';
import { acceptedNow, type ExactReading } from './accepted-now.ts';
import type { Settled } from './threshold-control.ts';
import {
  classFalseAcceptRate,
  classFalseRejectRate,
  type ThresholdModel,
} from './threshold-model.ts';
import { rateText } from './threshold-text.ts';

/** A class, without what changes with the threshold. */
interface ClassRow {
  class: number;
  name: string;
  images: number;
  /** To OPIS; null of classes that have no part in it. */
  contribution: number | null;
  /** The contribution rests on fewer than 10 genuine pairs. */
  fewPairs: boolean;
}

/** Columns whose order changes with the threshold. */
const liveColumns = ['far', 'frr', 'rival'];

interface ClassTableProps {
  view: EvaluationView;
  model: ThresholdModel;
  settled: Settled;
  exact: ExactReading | null;
  selected: number | null;
  onSelect: (c: number) => void;
  /** Told the classes that are shown, in their order. */
  onOrder: (order: readonly number[]) => void;
  /** The rival that is known of a class. */
  rivals: ReadonlyMap<number, number>;
  height: number;
}

/** Every class with its rates: what the threshold does to it. */
export const ClassTable = memo(function ClassTable(props: ClassTableProps) {
  const { view, model, settled, exact, selected, onSelect, onOrder, rivals, height } = props;
  const { t } = useTranslation(['threshold', 'common']);
  const [sortedBy, setSortedBy] = useState('');
  const accepted = useMemo(() => acceptedNow(model, settled, exact), [model, settled, exact]);
  // Rows keep the values that they were sorted by, and sorting 10,000 takes its time: there are new
  // ones only where the threshold changes their order.
  const order = liveColumns.includes(sortedBy) ? accepted : null;
  const rows = useMemo(() => rowsOf(view), [view, order]);
  const columns = useMemo<readonly DataColumn<ClassRow>[]>(() => {
    const rivalOf = (row: ClassRow): string | null => {
      const rival = rivals.get(row.class);
      return rival === undefined ? null : (view.classNames[rival] ?? null);
    };
    return [
      nameColumn('class', t('common:class'), 'minmax(150px, 3fr)', ({ name }) => name),
      figureColumn('images', t('table.images'), '70px', ({ images }) => images, formatCount),
      {
        key: 'far',
        header: 'FAR',
        value: (row) => classFalseAcceptRate(model, accepted, row.class),
        cell: (row) =>
          rateText(
            classFalseAcceptRate(model, accepted, row.class),
            accepted.impostors[row.class]!,
            model.impostorPairs[row.class]!,
          ),
        width: rateWidth(model.impostorPairs),
        align: 'right',
      },
      {
        key: 'frr',
        header: 'FRR',
        value: (row) => classFalseRejectRate(model, accepted, row.class),
        cell: (row) =>
          rateText(
            classFalseRejectRate(model, accepted, row.class),
            model.genuinePairs[row.class]! - accepted.genuines[row.class]!,
            model.genuinePairs[row.class]!,
          ),
        width: rateWidth(model.genuinePairs),
        align: 'right',
      },
      {
        key: 'rival',
        header: t('table.rival'),
        label: t('table.rivalLabel'),
        value: rivalOf,
        cell: (row) => rivalOf(row) ?? '',
        title: rivalOf,
        width: 'minmax(72px, 1.4fr)',
      },
      {
        key: 'contribution',
        header: 'OPIS ×1000',
        label: `${t('table.contribution')} ×1000`,
        value: ({ contribution }) => contribution,
        cell: ({ contribution, fewPairs }) => (
          <span title={fewPairs ? t('table.fewPairs') : undefined}>
            {contribution === null ? t('noPairs') : formatSignificant(1000 * contribution)}
            {fewPairs && ' *'}
          </span>
        ),
        width: '100px',
        align: 'right',
      },
    ];
  }, [t, view, model, accepted, rivals]);
  const tellOrder = useCallback(
    (shown: readonly ClassRow[]) => onOrder(shown.map((row) => row.class)),
    [onOrder],
  );
  return (
    <DataTable
      label={t('table.label')}
      rows={rows}
      columns={columns}
      rowKey={rowKey}
      filterText={filterText}
      firstSort={{ key: 'contribution', descending: true }}
      height={height}
      rowHeight={28}
      selected={selected}
      onSelect={(row) => onSelect(row.class)}
      onShown={tellOrder}
      onSorted={setSortedBy}
    />
  );
});

/** Room for a rate with its counts, up to those of the class with the most pairs. */
function rateWidth(pairs: ThresholdModel['impostorPairs']): string {
  const most = pairs.reduce((a, b) => Math.max(a, b), 0);
  return `minmax(${String(rateText(1, most, most).length + 3)}ch, 1fr)`;
}

const rowKey = (row: ClassRow): number => row.class;
const filterText = (row: ClassRow): string => row.name;

function rowsOf({ classNames, classImages, opis }: EvaluationView): ClassRow[] {
  const few = new Set(opis.fewGenuinePairs);
  return classNames.map((name, c) => ({
    class: c,
    name,
    images: classImages[c] ?? 0,
    contribution: opis.classContribution[c] ?? null,
    fewPairs: few.has(c),
  }));
}
