import { ActionIcon, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../api/shell.ts';
import { tellFailure } from '../../components/failure-notice.tsx';
import { formatCount, formatFigure } from '../../components/format.ts';
import type { ShownScale } from './rates-of-set.ts';

/** Enough to write a float64 as it is. */
const allDigits = 17;

/** What AS-norm scores cannot be written in. */
const cosineScales = [
  'cosine-similarity',
  'cosine-distance',
  'l2-distance',
  'angle-degrees',
] as const;

/** A threshold in every scale, with its direction: the exact value, to be copied into a system. */
export function ScaleTable({ scales }: { scales: readonly ShownScale[] }) {
  const { t } = useTranslation(['reports', 'common']);
  const absent = scales.some(({ scale }) => scale === 'as-norm') ? cosineScales : [];
  const isCounted = scales.some(({ counted }) => counted !== undefined);
  return (
    <div className="reports-scroll" tabIndex={0} role="region" aria-label={t('value.scale')}>
      <Table fz="sm" withRowBorders={false} verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('value.scale')}</Table.Th>
            <Table.Th>{t('value.accept')}</Table.Th>
            {isCounted && <Table.Th>{t('value.counted')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {scales.map(({ scale, value, counted }) => (
            <Table.Tr key={scale}>
              <Table.Th scope="row" fw={400}>
                {t(`value.scales.${scale}`)}
              </Table.Th>
              <Table.Td>
                <span className="reports-value">
                  {t(`value.rule.${scale}`, { value: formatFigure(value, allDigits) })}
                </span>{' '}
                <ActionIcon
                  size="sm"
                  aria-label={t('value.copy', { scale: t(`value.scales.${scale}`) })}
                  title={t('common:copy')}
                  onClick={() => {
                    copyText(String(value)).then(
                      () => notifications.show({ message: t('common:copied') }),
                      tellFailure,
                    );
                  }}
                >
                  ⧉
                </ActionIcon>
              </Table.Td>
              {isCounted && (
                <Table.Td>
                  {counted !== undefined &&
                    t('value.countedText', {
                      accepts: formatCount(counted.falseAccepts),
                      rejects: formatCount(counted.falseRejects),
                    })}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
          {absent.map((scale) => (
            <Table.Tr key={scale}>
              <Table.Th scope="row" fw={400}>
                {t(`value.scales.${scale}`)}
              </Table.Th>
              <Table.Td c="dimmed">{t('value.none')}</Table.Td>
              {isCounted && <Table.Td />}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {t(scales.length > 1 ? 'value.note' : 'value.asNorm')}
      </Text>
    </div>
  );
}
