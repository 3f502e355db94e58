import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { formatCount, formatDifference, formatRate } from '../../components/format.ts';
import { figureColumn, nameColumn } from '../../components/table-columns.tsx';
import { ToneWord } from '../../components/verdict.tsx';
import { changeOf, type ClassRow } from './class-rows.ts';

/** Every class before and after: the largest changes of FRR first. */
export function ClassTable({
  rows,
  selected,
  onSelect,
  tools,
}: {
  rows: readonly ClassRow[];
  selected: number | null;
  onSelect: (c: number) => void;
  tools: ReactNode;
}) {
  const { t } = useTranslation(['compare', 'common']);
  const columns = useMemo<readonly DataColumn<ClassRow>[]>(() => {
    const rate = (
      key: string,
      header: string,
      value: (row: ClassRow) => number | null,
      format = formatRate,
    ): DataColumn<ClassRow> => figureColumn(key, header, 'minmax(78px, 1fr)', value, format);
    return [
      nameColumn('name', t('common:class'), 'minmax(180px, 4fr)', ({ name }) => name),
      {
        key: 'change',
        header: t('classes.change'),
        value: ({ changes }) => changes[0]?.change ?? null,
        cell: ({ changes }) =>
          changes.map(({ change, rate: which }) => (
            <span key={which} className="compare-change">
              <ToneWord tone={change === 'fixed' ? 'better' : 'worse'}>
                {t(
                  `classes.changes.${change === 'fixed' ? 'fixed' : 'broken'}${which === 'falseAcceptRate' ? 'FalseAcceptRate' : 'FalseRejectRate'}`,
                )}
              </ToneWord>
            </span>
          )),
        width: 'minmax(146px, 2fr)',
      },
      figureColumn('images', t('classes.images'), '72px', ({ images }) => images, formatCount),
      rate('rejectBefore', t('classes.rejectBefore'), (row) => row.falseRejectRate.before),
      rate('rejectAfter', t('classes.rejectAfter'), (row) => row.falseRejectRate.after),
      rate(
        'rejectChange',
        t('classes.rejectChange'),
        (row) => changeOf(row.falseRejectRate),
        formatDifference,
      ),
      rate('acceptBefore', t('classes.acceptBefore'), (row) => row.falseAcceptRate.before),
      rate('acceptAfter', t('classes.acceptAfter'), (row) => row.falseAcceptRate.after),
      rate(
        'acceptChange',
        t('classes.acceptChange'),
        (row) => changeOf(row.falseAcceptRate),
        formatDifference,
      ),
      rate('partBefore', t('classes.contributionBefore'), (row) => row.contribution.before),
      rate('partAfter', t('classes.contributionAfter'), (row) => row.contribution.after),
    ];
  }, [t]);
  return (
    <DataTable
      label={t('classes.table')}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.class}
      filterText={({ name }) => name}
      firstSort={{ key: 'rejectChange', descending: true }}
      height={520}
      selected={selected}
      onSelect={(row) => onSelect(row.class)}
      empty={t('classes.none')}
      tools={tools}
    />
  );
}
