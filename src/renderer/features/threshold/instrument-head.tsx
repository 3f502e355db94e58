import { Button, Group, Menu, SegmentedControl, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { client } from '../../api/client.ts';
import { useEvaluatedSets } from '../../components/evaluated-sets.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatTime } from '../../components/format.ts';
import { useSaving } from '../../components/saving.ts';
import { Term } from '../../components/term.tsx';
import { shortestDecimal } from '../../components/typed-number.ts';
import type { ThresholdControl } from './threshold-control.ts';

/** What is measured, on which classes; the way back; the report. */
export function InstrumentHead({
  view,
  control,
}: {
  view: EvaluationView;
  control: ThresholdControl;
}) {
  const { t } = useTranslation(['threshold', 'common']);
  const said = useSentences();
  const [, navigate] = useLocation();
  const { row } = view;
  const sets = useEvaluatedSets(row);
  const report = useSaving((format: 'html' | 'json') =>
    client.evaluations.report({ id: row.id, format }),
  );
  return (
    <header className="threshold-head">
      <div className="threshold-head-name">
        <Title order={1} size="h3" title={row.name}>
          {row.name}
        </Title>
        <Text size="xs" c="dimmed">
          {[
            row.datasetName,
            row.modelName,
            t('common:classes', { count: view.classes }),
            t('common:images', { count: view.images }),
            t('head.pairs', {
              genuine: formatCount(view.genuinePairs),
              impostor: formatCount(view.impostorPairs),
            }),
            row.score === 'as-norm' ? 'AS-norm' : null,
            formatTime(row.createdAt),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </Text>
        {view.notes.map((note) => (
          <Text key={note} size="xs" c="dimmed">
            {said(note)}
          </Text>
        ))}
        {report.error !== null && <FailureNotice error={report.error} />}
      </div>
      <Group gap="xs" wrap="nowrap">
        {sets.length > 0 && (
          <Group gap={6} wrap="nowrap">
            <Term name="heldOut">{t('head.classes')}</Term>
            <SegmentedControl
              aria-label={t('head.set')}
              value={row.id}
              onChange={(id) => navigate(`/threshold/${id}/${shortestDecimal(control.threshold)}`)}
              data={sets.map(({ id, set }) => ({ value: id, label: t(`set.${set}`) }))}
            />
          </Group>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" loading={report.isPending}>
              {t('head.report')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => report.mutate('html')}>{t('head.html')}</Menu.Item>
            <Menu.Item onClick={() => report.mutate('json')}>{t('head.json')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Button component={Link} href="/threshold" variant="default">
          {t('head.all')}
        </Button>
      </Group>
    </header>
  );
}
