import { Badge, Loader, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch, useLocation } from 'wouter';
import { engine } from '../api/client.ts';
import { useConnection } from '../api/connection.ts';
import { useKnownJobs, useRefreshAfterJobs } from '../api/jobs.ts';
import { shell } from '../api/shell.ts';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { NotFound } from '../components/not-found.tsx';
import { EngineNotice } from './engine-notice.tsx';
import { screens } from './screens.ts';
import { stageIn } from './words/stages.ts';
import { ShellProgress, useShellCommands } from './shell-bridge.ts';

/** What stands around every screen: name, workspace, where the engine is, the screens, running jobs. */
export function Frame() {
  const { t } = useTranslation();
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  useRefreshAfterJobs();
  useShellCommands();
  const screen = screens.find(({ path, otherPaths = [] }) =>
    [path, ...otherPaths].some((one) => isAt(location, one)),
  );

  useEffect(() => {
    document.title = screen === undefined ? 'Isoline' : `${t(`screens.${screen.name}`)} · Isoline`;
    main.current?.scrollTo(0, 0);
  }, [screen, t]);

  return (
    <div className="isoline-frame">
      <a
        className="isoline-skip"
        href="#content"
        onClick={(event) => {
          // The hash holds the screen's address.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t('skipToContent')}
      </a>
      <Head />
      <ShellProgress />
      <nav className="isoline-nav" aria-label={t('navigation')}>
        <ul>
          {screens.map(({ name, path }) => (
            <li key={name}>
              <Link href={path} aria-current={screen?.name === name ? 'page' : undefined}>
                {t(`screens.${name}`)}
                {name === 'activity' && <RunningBadge />}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main className="isoline-main" id="content" ref={main} tabIndex={-1}>
        <EngineNotice />
        <ErrorBoundary key={screen?.name}>
          <Suspense fallback={<Loader size="sm" aria-label={t('loading')} />}>
            <Switch>
              {screens.flatMap(({ path, otherPaths = [], Screen }) =>
                [path, ...otherPaths].map((one) => (
                  <Route key={one} path={one === '/' ? '/' : `${one}/*?`} component={Screen} />
                )),
              )}
              <Route>
                <NotFound what="screen" name={location} />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

function isAt(location: string, path: string): boolean {
  return path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`);
}

function Head() {
  const { t } = useTranslation();
  const connection = useConnection();
  const { data: status } = useQuery(engine.workspace.status.queryOptions());
  const isRemote =
    shell === undefined && !['localhost', '127.0.0.1', '[::1]'].includes(window.location.hostname);
  return (
    <header className="isoline-head">
      <strong>{t('product')}</strong>
      {status !== undefined && (
        <Text size="sm" truncate title={status.folder}>
          {status.name}
        </Text>
      )}
      <JobBar />
      <Text size="xs" c="dimmed" ml="auto" data-testid="engine-place">
        {connection === 'connecting'
          ? t('engine.connecting')
          : isRemote
            ? t('engine.remote', { host: status?.host ?? window.location.hostname })
            : t('engine.thisMachine')}
      </Text>
    </header>
  );
}

/** The first running job, wherever one is. */
function JobBar() {
  const { t, i18n } = useTranslation();
  const running = [...useKnownJobs().values()].filter(({ status }) => status === 'running');
  const first = running[0];
  if (first === undefined) return null;
  const { progress } = first;
  const stage =
    progress === null
      ? t('jobs.running', { count: running.length })
      : stageIn(i18n.language, progress.stage);
  const share =
    progress === null || progress.total === null || progress.total === 0
      ? null
      : (100 * progress.done) / progress.total;
  return (
    <Link href={`/activity/${String(first.id)}`} className="isoline-jobbar">
      <Text size="xs" truncate title={stage}>
        {stage}
      </Text>
      <Progress
        value={share ?? 100}
        animated={share === null}
        w={140}
        size="sm"
        aria-label={t('jobs.running', { count: running.length })}
      />
    </Link>
  );
}

function RunningBadge() {
  const running = [...useKnownJobs().values()].filter(({ status }) => status === 'running').length;
  return running === 0 ? null : (
    <Badge size="xs" circle variant="filled">
      {running}
    </Badge>
  );
}
