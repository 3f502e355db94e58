import { Select, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrainingResult } from '../../../contract/training.ts';
import { formatCount, formatSignificant, formatPercent } from '../../components/format.ts';

/** The heads among which one was chosen, for one point. */
export function InterpolationTable({ result }: { result: TrainingResult }) {
  const { t } = useTranslation('training');
  const [shown, setShown] = useState(result.chosen ?? 0);
  const point = result.points[shown];
  if (point === undefined) return null;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('interpolation.title')}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t('interpolation.text')}
      </Text>
      {result.points.length > 1 && (
        <Select
          label={t('interpolation.point')}
          value={String(shown)}
          onChange={(value) => setShown(Number(value))}
          data={result.points.map(({ name }, k) => ({ value: String(k), label: name }))}
          maw={420}
          mb="xs"
        />
      )}
      <div
        className="training-scroll training-tall"
        tabIndex={0}
        role="region"
        aria-label={t('interpolation.title')}
      >
        <Table fz="sm" verticalSpacing={2} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="isoline-number">{t('interpolation.step')}</Table.Th>
              <Table.Th className="isoline-number">{t('interpolation.alpha')}</Table.Th>
              <Table.Th className="isoline-number">{t('figure.recallAt1')}</Table.Th>
              <Table.Th className="isoline-number">{t('figure.opis')}</Table.Th>
              <Table.Th className="isoline-number">{t('figure.meanUtility')}</Table.Th>
              <Table.Th>
                <span className="isoline-hidden">{t('front.marks')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {point.interpolation.map(({ step, alpha, calibration }, k) => (
              <Table.Tr key={k} className={k === point.chosen ? 'training-chosen' : ''}>
                <Table.Td className="isoline-number">{formatCount(step)}</Table.Td>
                <Table.Td className="isoline-number">{formatPercent(alpha)}</Table.Td>
                <Table.Td className="isoline-number">
                  {formatSignificant(calibration.recallAt1)}
                </Table.Td>
                <Table.Td className="isoline-number">
                  {formatSignificant(calibration.opis)}
                </Table.Td>
                <Table.Td className="isoline-number">
                  {formatSignificant(calibration.meanUtility)}
                </Table.Td>
                <Table.Td>
                  {[
                    ...(step === 0 ? [t('interpolation.start')] : []),
                    ...(k === point.chosen ? [t('interpolation.chosen')] : []),
                  ].join(', ')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
