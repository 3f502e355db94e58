import './home.css';
import { Anchor, Badge, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { JobState } from '../../../contract/job.ts';
import { engine } from '../../api/client.ts';
import { useKnownJobs } from '../../api/jobs.ts';
import { shell } from '../../api/shell.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatFigure, formatTime } from '../../components/format.ts';
import { JobProgress } from '../../components/job-progress.tsx';
import { Term } from '../../components/term.tsx';
import { RecentWorkspaces } from './recent-workspaces.tsx';

/** Where a person begins: the demo, the steps with own images, and what was done last. */
export function HomeScreen() {
  const { t } = useTranslation('home');
  return (
    <div className="home">
      <header>
        <Title order={1}>{t('title')}</Title>
        <Text size="lg" maw={720}>
          {t('lead')}
        </Text>
        <Text size="sm" c="dimmed">
          {t('local')}
        </Text>
      </header>
      <Demo />
      <Steps />
      <LatestEvaluations />
      <Workspace />
    </div>
  );
}

/** The newest demo job that the page knows: a reload finds it again while it runs. */
function newestDemo(jobs: ReadonlyMap<number, JobState>): JobState | null {
  let newest: JobState | null = null;
  for (const job of jobs.values()) {
    if (job.kind === 'demo' && (newest === null || job.id > newest.id)) newest = job;
  }
  return newest;
}

function Demo() {
  const { t } = useTranslation('home');
  const job = newestDemo(useKnownJobs());
  const start = useMutation(engine.demo.start.mutationOptions());
  const isRunning = job?.status === 'running' || start.isPending;
  const evaluationId =
    job?.status === 'done' ? (job.result as { evaluationId: string }).evaluationId : null;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('demo.title')}
      </Title>
      <Text size="sm" mb="sm">
        {t('demo.text')}
      </Text>
      <Stack gap="sm">
        {job !== null && <JobProgress job={job} />}
        {start.error !== null && <FailureNotice error={start.error} />}
        <Group>
          {evaluationId !== null && (
            <Button component={Link} href={`/threshold/${evaluationId}`} size="sm">
              {t('demo.open')}
            </Button>
          )}
          {!isRunning && (
            <Button
              size="sm"
              variant={evaluationId === null ? 'filled' : 'default'}
              onClick={() => start.mutate({ seed: 1 })}
            >
              {evaluationId === null ? t('demo.run') : t('demo.again')}
            </Button>
          )}
        </Group>
      </Stack>
    </section>
  );
}

function Steps() {
  const { t } = useTranslation('home');
  const { data: status } = useQuery(engine.workspace.status.queryOptions());
  const counts = status?.counts;
  const steps = [
    { name: 'data', href: '/data/import', count: counts?.datasets },
    { name: 'model', href: '/models/import', count: counts?.models },
    { name: 'threshold', href: '/threshold', count: counts?.evaluations },
    { name: 'training', href: '/training', count: counts?.trainingRuns },
  ] as const;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('steps.title')}
      </Title>
      <ol className="home-steps">
        {steps.map(({ name, href, count }) => (
          <li key={name}>
            <Group gap="xs">
              <Anchor component={Link} href={href} fw={600} size="sm">
                {t(`steps.${name}`)}
              </Anchor>
              {count !== undefined && count > 0 && (
                <Badge size="sm">{t(`steps.${name}Done`, { count })}</Badge>
              )}
            </Group>
            <Text size="sm">{t(`steps.${name}Text`)}</Text>
          </li>
        ))}
      </ol>
    </section>
  );
}

function LatestEvaluations() {
  const { t } = useTranslation('home');
  const { data } = useQuery(engine.evaluations.list.queryOptions());
  if (data === undefined || data.length === 0) return null;
  return (
    <section className="isoline-panel home-wide">
      <Title order={2} size="h4" mb="xs">
        {t('recent')}
      </Title>
      <Table.ScrollContainer minWidth={560}>
        <Table fz="sm" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('evaluation')}</Table.Th>
              <Table.Th className="isoline-number">{t('classes')}</Table.Th>
              <Table.Th className="isoline-number">
                <Term name="opis">OPIS</Term>
              </Table.Th>
              <Table.Th className="isoline-number">
                <Term name="recall">Recall@1</Term>
              </Table.Th>
              <Table.Th>{t('made')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.slice(0, 5).map(({ id, name, classes, opis, recallAt1, createdAt }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <Anchor component={Link} href={`/threshold/${id}`} size="sm">
                    {name}
                  </Anchor>
                </Table.Td>
                <Table.Td className="isoline-number">{formatCount(classes)}</Table.Td>
                <Table.Td className="isoline-number">{formatFigure(opis)}</Table.Td>
                <Table.Td className="isoline-number">{formatFigure(recallAt1)}</Table.Td>
                <Table.Td>{formatTime(createdAt)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

function Workspace() {
  const { t } = useTranslation('home');
  const { data: status, error } = useQuery(engine.workspace.status.queryOptions());
  return (
    <section className="isoline-panel home-wide">
      <Title order={2} size="h4">
        {t('workspace.title')}
      </Title>
      {error !== null && <FailureNotice error={error} />}
      <Text size="sm">{t('workspace.text')}</Text>
      {status !== undefined && (
        <Text size="sm" ff="monospace" className="home-path">
          {status.folder}
        </Text>
      )}
      {shell !== undefined && <RecentWorkspaces shell={shell} />}
    </section>
  );
}
