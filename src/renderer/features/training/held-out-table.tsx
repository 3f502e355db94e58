import { Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TrainingResult } from '../../../contract/training.ts';
import { formatDifference, formatSignificant, formatPercent } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { ToneWord } from '../../components/verdict.tsx';
import { heldOutFigures, toneOfDifference } from './held-out-figures.ts';

/** Old and new model on classes that no choice has seen. */
export function HeldOutTable({ result }: { result: TrainingResult }) {
  const { t } = useTranslation(['training', 'common']);
  const { heldOut, base, chosen, sets } = result;
  const withBase = base !== chosen && heldOut.base !== null;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        <Term name="heldOut">{t('heldOut.title')}</Term>
      </Title>
      <Text size="xs" c="dimmed">
        {t('heldOut.text', {
          classes: t('common:classes', { count: sets.heldOut.classes }),
          images: t('common:images', { count: sets.heldOut.images }),
        })}
      </Text>
      <div className="training-scroll" tabIndex={0} role="region" aria-label={t('heldOut.title')}>
        <Table fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('heldOut.figure')}</Table.Th>
              <Table.Th className="isoline-number">{t('heldOut.before')}</Table.Th>
              {withBase && <Table.Th className="isoline-number">{t('heldOut.base')}</Table.Th>}
              <Table.Th className="isoline-number">{t('heldOut.after')}</Table.Th>
              <Table.Th className="isoline-number">{t('heldOut.difference')}</Table.Th>
              <Table.Th>
                <span className="isoline-hidden">{t('verdictHead')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {heldOutFigures.map(({ name, term, better }) => {
              const before = heldOut.start[name];
              const after = heldOut.chosen[name];
              const tone = toneOfDifference(better, before, after);
              return (
                <Table.Tr key={name}>
                  <Table.Th scope="row" fw={400} title={t(`better.${better}`)}>
                    <Term name={term}>{t(`figure.${name}`)}</Term>
                  </Table.Th>
                  <Table.Td className="isoline-number">{formatSignificant(before)}</Table.Td>
                  {withBase && (
                    <Table.Td className="isoline-number">
                      {formatSignificant(heldOut.base?.[name])}
                    </Table.Td>
                  )}
                  <Table.Td className="isoline-number">
                    <strong>{formatSignificant(after)}</strong>
                  </Table.Td>
                  <Table.Td className="isoline-number training-change">
                    <Change before={before} after={after} />
                  </Table.Td>
                  <Table.Td>
                    {tone !== null && <ToneWord tone={tone}>{t(`word.${tone}`)}</ToneWord>}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

/** The difference, and the share of the value before that it is. */
function Change({ before, after }: { before: number | null; after: number | null }) {
  if (before === null || after === null) return '–';
  const share = before === 0 ? null : formatPercent(Math.abs(after - before) / Math.abs(before));
  const sign = after > before ? '+' : '\u2212';
  return (
    <>
      {formatDifference(after - before)}
      {share !== null && after !== before && (
        <span className="training-share">{` ${sign}${share}`}</span>
      )}
    </>
  );
}
