import { Button, Group, Table, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Identification } from '../../../contract/api/pairs.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { tellFailure } from '../../components/failure-notice.tsx';
import { saveFile } from '../../api/shell.ts';
import { csvOf } from '../../charts/export.ts';
import { formatCount, formatRate } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { scoreText } from './pair-facts.tsx';

type Galleries = Identification['galleries'];

/** What the operating points of a gallery and the given thresholds have in common, in their order. */
function rowsOf({ operatingPoints, fixedThresholds }: Galleries[number]) {
  return [
    ...fixedThresholds.map((point) => ({ target: null, reason: null, ...point })),
    ...operatingPoints.map(({ targetFalsePositiveRate, reason = null, ...point }) => ({
      target: targetFalsePositiveRate,
      reason,
      ...point,
    })),
  ];
}

/** FPIR and FNIR of every gallery, with counts: at the given thresholds, and for target FPIRs. */
export function GalleryTable({ galleries }: { galleries: Galleries }) {
  const { t, i18n } = useTranslation(['galleries', 'common']);
  const counted = (rate: number | null, count: number, searches: number): string =>
    `${formatRate(rate)} (${formatCount(count)} / ${formatCount(searches)})`;
  const save = (): void => {
    const table = csvOf({
      columns: [
        'gallery',
        'matedSearches',
        'nonMatedSearches',
        'targetFalsePositiveRate',
        'threshold',
        'falsePositives',
        'falsePositiveRate',
        'falseNegatives',
        'falseNegativeRate',
      ],
      rows: galleries.flatMap((gallery) =>
        rowsOf(gallery).map((row) => [
          ...[gallery.size, gallery.matedProbes, gallery.nonMatedProbes],
          ...[row.target, row.threshold],
          // Without a threshold nothing was counted.
          ...(row.threshold === null
            ? [null, null, null, null]
            : [
                row.falsePositives,
                row.falsePositiveRate,
                row.falseNegatives,
                row.falseNegativeRate,
              ]),
        ]),
      ),
    });
    saveFile('galleries.csv', table)
      .then((path) => {
        if (path !== null) notifications.show({ message: t('common:saved', { name: path }) });
      })
      .catch((error: unknown) => {
        tellFailure(error);
      });
  };
  return (
    <section className="isoline-panel">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('points')}
        </Title>
        <Button variant="default" onClick={save}>
          {t('common:chart.csv')}
        </Button>
      </Group>
      <div className="review-table-scroll" tabIndex={0} role="region" aria-label={t('points')}>
        <Table aria-label={t('points')} fz="sm" verticalSpacing={4} w="auto">
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="isoline-number">{t('size')}</Table.Th>
              <Table.Th className="isoline-number">{t('mated')}</Table.Th>
              <Table.Th className="isoline-number">{t('nonMated')}</Table.Th>
              <Table.Th className="isoline-number">{t('target')}</Table.Th>
              <Table.Th className="isoline-number">
                <Term name="threshold" />
              </Table.Th>
              <Table.Th className="isoline-number">
                <Term name="falsePositiveIdentificationRate">FPIR</Term>
              </Table.Th>
              <Table.Th className="isoline-number">
                <Term name="falseNegativeIdentificationRate">FNIR</Term>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {galleries.map((gallery) => {
              const { size, matedProbes, nonMatedProbes } = gallery;
              const rows = rowsOf(gallery);
              return (
                <Fragment key={size}>
                  {rows.map((row, k) => (
                    <Table.Tr key={k}>
                      {k === 0 && (
                        <>
                          <Table.Th
                            scope="rowgroup"
                            rowSpan={rows.length}
                            className="isoline-number review-gallery"
                          >
                            {t('common:classes', { count: size })}
                          </Table.Th>
                          <Table.Td rowSpan={rows.length} className="isoline-number review-gallery">
                            {formatCount(matedProbes)}
                          </Table.Td>
                          <Table.Td rowSpan={rows.length} className="isoline-number review-gallery">
                            {formatCount(nonMatedProbes)}
                          </Table.Td>
                        </>
                      )}
                      <Table.Td className="isoline-number">
                        {row.target === null ? t('given') : formatRate(row.target)}
                      </Table.Td>
                      {row.threshold === null ? (
                        <Table.Td colSpan={3}>
                          {sentenceIn(i18n.language, row.reason ?? '')}
                        </Table.Td>
                      ) : (
                        <>
                          <Table.Td className="isoline-number">{scoreText(row.threshold)}</Table.Td>
                          <Table.Td className="isoline-number">
                            {counted(row.falsePositiveRate, row.falsePositives, nonMatedProbes)}
                          </Table.Td>
                          <Table.Td className="isoline-number">
                            {counted(row.falseNegativeRate, row.falseNegatives, matedProbes)}
                          </Table.Td>
                        </>
                      )}
                    </Table.Tr>
                  ))}
                </Fragment>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
