import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { JobState } from '../../contract/job.ts';
import { useJobEnd, useKnownJobs } from '../api/jobs.ts';
import { shell } from '../api/shell.ts';
import { jobKindKey } from '../components/job-text.ts';

/**
 * Shows the running job on the task bar and tells its end, in the desktop window. A component that
 * draws nothing rather than a hook: as a hook, each progress would draw what uses it anew.
 */
export function ShellProgress(): null {
  const { t } = useTranslation();
  const running = [...useKnownJobs().values()].find(({ status }) => status === 'running');
  const progress = running?.progress ?? null;
  const share =
    running === undefined
      ? null
      : progress?.total
        ? Math.round((100 * progress.done) / progress.total) / 100
        : 0;
  useEffect(() => {
    void shell?.setProgress(share);
  }, [share]);
  const tell = useCallback(
    (job: JobState) => {
      void shell?.notify(t(`jobs.kind.${jobKindKey(job.kind)}`), t(`jobs.status.${job.status}`));
    },
    [t],
  );
  useJobEnd(tell);
  return null;
}

/** Does what the window's menu asks for. */
export function useShellCommands(): void {
  const [, navigate] = useLocation();
  useEffect(
    () =>
      shell?.onCommand((command) => {
        switch (command.kind) {
          case 'go':
            navigate(command.address);
            break;
          case 'import-folder':
            navigate('/data/import');
            break;
          case 'import-model':
            navigate('/models/import');
            break;
          case 'run-demo':
            navigate('/');
            break;
          case 'show-glossary':
            navigate('/settings/glossary');
            break;
        }
      }),
    [navigate],
  );
}
