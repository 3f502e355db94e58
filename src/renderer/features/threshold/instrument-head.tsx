import { Button, Group, Menu, SegmentedControl, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { client, engine, failureOf } from '../../api/client.ts';
import { saveFile } from '../../api/shell.ts';
import { formatCount, formatTime } from '../../components/format.ts';
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
  const [, navigate] = useLocation();
  const { row } = view;
  const { data: rows = [] } = useQuery(engine.evaluations.list.queryOptions());
  const calibrationId =
    row.set === 'held-out'
      ? (rows.find(({ heldOutId }) => heldOutId === row.id)?.id ?? null)
      : row.id;
  const heldOutId = row.set === 'held-out' ? row.id : row.heldOutId;
  const report = useMutation({
    mutationFn: async (format: 'html' | 'json') => {
      const { name, file } = await client.evaluations.report({ id: row.id, format });
      return saveFile(name, file);
    },
    onSuccess: (path) => {
      if (path !== null) notifications.show({ message: t('common:saved', { name: path }) });
    },
    onError: (error) => notifications.show({ color: 'red', message: failureOf(error).sentence }),
  });
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
            {note}
          </Text>
        ))}
      </div>
      <Group gap="xs" wrap="nowrap">
        {calibrationId !== null && heldOutId !== null && (
          <Group gap={6} wrap="nowrap">
            <Term name="heldOut">{t('head.classes')}</Term>
            <SegmentedControl
              aria-label={t('head.set')}
              value={row.set === 'held-out' ? heldOutId : calibrationId}
              onChange={(id) => navigate(`/threshold/${id}/${shortestDecimal(control.threshold)}`)}
              data={[
                { value: calibrationId, label: t('set.calibration') },
                { value: heldOutId, label: t('set.held-out') },
              ]}
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
