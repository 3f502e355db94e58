import { ActionIcon, Group, Menu, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../api/shell.ts';
import { tellFailure } from '../components/failure-notice.tsx';
import { formatFigure } from '../components/format.ts';
import { type ChartData, csvOf, pngOf, svgOf } from './export.ts';

/** Rows that the table beside a chart shows: its CSV file has all. */
const shownRows = 100;

interface ChartFrameProps {
  /** Above the chart, and its name for screen readers. */
  title: ReactNode;
  /** Name of exported files, without extension. */
  fileName: string;
  /** One sentence: what the chart shows now. For screen readers, and under the table. */
  summary: string;
  /** Made when it is asked for: it may be large. */
  data: () => ChartData;
  /** Beside the title: choices of the chart. */
  tools?: ReactNode;
  /** The chart: an SVG (recharts) or a canvas. */
  children: ReactNode;
}

/**
 * Around every chart: its title, a table with its numbers in its place on request (for those who do
 * not see it), and its export as a picture and as data.
 */
export function ChartFrame({ title, fileName, summary, data, tools, children }: ChartFrameProps) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const drawing = useRef<HTMLDivElement>(null);
  const heading = useId();
  const save = (name: string, make: () => Blob | Promise<Blob>): void => {
    Promise.resolve()
      .then(make)
      .then((content) => saveFile(name, content))
      .then((path) => {
        if (path !== null) notifications.show({ message: t('saved', { name: path }) });
      })
      .catch((error: unknown) => {
        tellFailure(error);
      });
  };
  return (
    <section className="isoline-panel isoline-chart" aria-labelledby={heading}>
      <Group justify="space-between" gap={4} mb={4}>
        <Text component="h2" size="sm" fw={600} id={heading}>
          {title}
        </Text>
        <Group gap={4} wrap="nowrap" ml="auto">
          {tools}
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon aria-label={t('chart.export')} title={t('chart.export')} size="sm">
                ⋯
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setAsTable(!asTable)}>
                {asTable ? t('chart.asChart') : t('chart.asTable')}
              </Menu.Item>
              <Menu.Divider />
              {!asTable && (
                <>
                  <Menu.Item onClick={() => save(`${fileName}.svg`, () => svgOf(drawing.current!))}>
                    {t('chart.svg')}
                  </Menu.Item>
                  <Menu.Item onClick={() => save(`${fileName}.png`, () => pngOf(drawing.current!))}>
                    {t('chart.png')}
                  </Menu.Item>
                </>
              )}
              <Menu.Item onClick={() => save(`${fileName}.csv`, () => csvOf(data()))}>
                {t('chart.csv')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      <p className="isoline-hidden">{summary}</p>
      {asTable ? (
        <ChartTable data={data()} label={summary} />
      ) : (
        <div ref={drawing} className="isoline-drawing">
          {children}
        </div>
      )}
    </section>
  );
}

function ChartTable({ data: { columns, rows }, label }: { data: ChartData; label: string }) {
  const { t } = useTranslation();
  const isFigure = columns.map((_, k) => rows.some((row) => typeof row[k] === 'number'));
  return (
    <div className="isoline-chart-table" tabIndex={0} role="region" aria-label={label}>
      <Table striped withRowBorders={false} stickyHeader fz="xs">
        <Table.Caption>
          {label} {rows.length > shownRows && t('chart.rows', { count: shownRows })}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column, k) => (
              <Table.Th key={column} className={isFigure[k] === true ? 'isoline-number' : ''}>
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, shownRows).map((row, k) => (
            <Table.Tr key={k}>
              {row.map((value, column) => (
                <Table.Td
                  key={column}
                  className={isFigure[column] === true ? 'isoline-number' : ''}
                  title={typeof value === 'string' ? value : undefined}
                >
                  {typeof value === 'number' ? formatFigure(value, 6) : (value ?? t('none'))}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
