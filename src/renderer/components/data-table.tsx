import { Group, Text, TextInput, UnstyledButton } from '@mantine/core';
import {
  columnFilteringFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { formatCount } from './format.ts';

/** A column of a table. */
export interface DataColumn<Row> {
  key: string;
  header: string;
  /** The header in full, for those who hear it, where it is short or none. */
  label?: string;
  /** By which is sorted; null comes last, whichever way. A column without it is not sorted by. */
  value?: (row: Row) => number | string | null;
  /** Default: the value. */
  cell?: (row: Row) => ReactNode;
  /** What stands in the cell in full, where there may be no room for it; default: a word that is shown as it is. */
  title?: (row: Row) => string | null;
  /** A CSS grid track: `90px`, `minmax(120px, 2fr)`. */
  width: string;
  align?: 'right';
}

interface DataTableProps<Row> {
  /** Name for screen readers. */
  label: string;
  rows: readonly Row[];
  columns: readonly DataColumn<Row>[];
  rowKey: (row: Row) => string | number;
  /** Text by which rows are filtered; without it there is no filter. */
  filterText?: (row: Row) => string;
  firstSort?: { key: string; descending: boolean };
  /** In pixels. */
  height: number;
  rowHeight?: number;
  /** Lines that a cell has at most; two want a row of 40 pixels. Default: 1. */
  lines?: 1 | 2;
  selected?: string | number | null;
  onSelect?: (row: Row) => void;
  /** Told the rows that pass the filter, in their order, at each change. */
  onShown?: (rows: readonly Row[]) => void;
  /** Told by which column is sorted. */
  onSorted?: (key: string) => void;
  /** What stands in place of rows where there are none. */
  empty?: ReactNode;
  /** Beside the filter. */
  tools?: ReactNode;
}

/** The headers stand above the rows, and stay when these are scrolled: in pixels. */
const headHeight = 30;

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  filterFns: { includesString: filterFn_includesString },
});

/** What a cell says in full. */
function titleOf<Row>({ title, value, cell }: DataColumn<Row>, row: Row): string | undefined {
  if (title !== undefined) return title(row) ?? undefined;
  const word = cell === undefined ? value?.(row) : undefined;
  return typeof word === 'string' ? word : undefined;
}

/** The same of a row: its button lies over the cells. */
function titlesOf<Row>(columns: readonly DataColumn<Row>[], row: Row): string {
  return columns.flatMap((column) => titleOf(column, row) ?? []).join('\n');
}

/** Null after everything else in both directions, numbers by size, words by code point. */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareCodePoints(String(a), String(b));
}

/**
 * A table of any length: sorted by its headers, filtered by a text, only the rows in view in the page.
 * By keyboard: headers and rows are buttons; the body scrolls with the arrow keys.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    label,
    rows,
    columns,
    rowKey,
    filterText,
    firstSort,
    height,
    rowHeight = 30,
    lines = 1,
  } = props;
  const { selected = null, onSelect, onShown, onSorted, empty, tools } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState('');
  const tableColumns = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return helper.columns([
      ...columns.flatMap(({ key, value }) =>
        value === undefined
          ? []
          : helper.accessor((row) => value(row) ?? undefined, {
              id: key,
              sortUndefined: 'last',
              sortFn: (a, b, id) => compareValues(a.getValue(id), b.getValue(id)),
              enableGlobalFilter: false,
            }),
      ),
      helper.accessor((row) => filterText?.(row) ?? '', {
        id: ' filter',
        enableSorting: false,
        enableGlobalFilter: true,
      }),
    ]);
  }, [columns, filterText]);
  const table = useTable({
    features,
    columns: tableColumns,
    data: rows,
    getRowId: (row) => String(rowKey(row)),
    globalFilterFn: 'includesString',
    enableSortingRemoval: false,
    initialState: {
      sorting: firstSort === undefined ? [] : [{ id: firstSort.key, desc: firstSort.descending }],
    },
  });
  const shown = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => shown[index]!.id,
    overscan: 8,
    scrollPaddingEnd: headHeight,
  });
  const sorting = table.state.sorting[0];
  useEffect(() => {
    if (sorting !== undefined) onSorted?.(sorting.id);
  }, [sorting, onSorted]);
  useEffect(() => onShown?.(shown.map(({ original }) => original)), [shown, onShown]);
  // What was selected elsewhere comes into view.
  const place = selected === null ? -1 : shown.findIndex(({ id }) => id === String(selected));
  const isAmongRows = place >= 0;
  useEffect(() => {
    if (isAmongRows) virtual.scrollToIndex(place);
    // Sorting leaves the view where it is: only a new selection moves it, or its row when that arrives.
  }, [selected, isAmongRows]);
  const template = columns.map(({ width }) => width).join(' ');

  return (
    <div className="isoline-table" data-lines={lines}>
      {(filterText !== undefined || tools !== undefined) && (
        <Group gap="xs" mb={6}>
          {filterText !== undefined && (
            <TextInput
              aria-label={t('table.filterBy')}
              placeholder={t('table.filterBy')}
              value={filter}
              onChange={(event) => {
                setFilter(event.currentTarget.value);
                table.setGlobalFilter(event.currentTarget.value);
              }}
            />
          )}
          <Text size="xs" c="dimmed" aria-live="polite">
            {shown.length === rows.length
              ? t('table.rows', { count: rows.length })
              : t('table.shown', {
                  shown: formatCount(shown.length),
                  total: formatCount(rows.length),
                })}
          </Text>
          {tools}
        </Group>
      )}
      <div
        className="isoline-table-scroll"
        ref={scroller}
        style={{ maxHeight: height }}
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        <div
          role="table"
          aria-label={label}
          aria-rowcount={shown.length + 1}
          aria-colcount={columns.length}
        >
          <div role="rowgroup" className="isoline-table-head">
            <div role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
              {columns.map(({ key, header, label: name = header, align, value }) => (
                <div
                  key={key}
                  role="columnheader"
                  aria-sort={
                    value === undefined
                      ? undefined
                      : sorting?.id !== key
                        ? 'none'
                        : sorting.desc
                          ? 'descending'
                          : 'ascending'
                  }
                  data-align={align}
                >
                  {value === undefined ? (
                    header || <span className="isoline-hidden">{name}</span>
                  ) : (
                    <UnstyledButton
                      title={t('table.sortBy', { column: name })}
                      onClick={() => table.getColumn(key)?.toggleSorting()}
                    >
                      {header}
                      <span aria-hidden="true">
                        {sorting?.id === key ? (sorting.desc ? ' ▾' : ' ▴') : ''}
                      </span>
                    </UnstyledButton>
                  )}
                </div>
              ))}
            </div>
          </div>
          <div
            role="rowgroup"
            style={{
              height: virtual.getTotalSize(),
              position: 'relative',
              minWidth: 'fit-content',
            }}
          >
            {virtual.getVirtualItems().map((item) => {
              const { original, id } = shown[item.index]!;
              return (
                <div
                  key={id}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={selected === null ? undefined : String(selected) === id}
                  className="isoline-table-row"
                  style={{
                    gridTemplateColumns: template,
                    height: rowHeight,
                    transform: `translateY(${String(item.start)}px)`,
                  }}
                >
                  {columns.map((column, k) => {
                    const content = column.cell?.(original) ?? column.value?.(original) ?? '–';
                    return (
                      <div
                        key={column.key}
                        role="cell"
                        data-align={column.align}
                        title={titleOf(column, original)}
                      >
                        {k === 0 && onSelect !== undefined ? (
                          <UnstyledButton
                            className="isoline-table-open"
                            title={titlesOf(columns, original)}
                            onClick={() => onSelect(original)}
                          >
                            {content}
                          </UnstyledButton>
                        ) : (
                          content
                        )}
                      </div>
                    );
                  })}
                </div>
              );
            })}
          </div>
        </div>
        {shown.length === 0 && (
          <Text size="sm" p="sm">
            {rows.length === 0 ? (empty ?? t('none')) : t('table.none')}
          </Text>
        )}
      </div>
    </div>
  );
}
