import { notifications } from '@mantine/notifications';
import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../api/client.ts';
import { resultOfJob } from '../api/jobs.ts';
import { saveFile } from '../api/shell.ts';

/** A file to save. */
interface NamedFile {
  name: string;
  file: Blob;
}

/**
 * Saves files, and says where they lie.
 *
 * @param make gives the file; null: there is none after all
 */
export function useSaving<Wanted = void>(
  make: (wanted: Wanted) => Promise<NamedFile | null>,
): UseMutationResult<string | null, Error, Wanted> {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: async (wanted: Wanted) => {
      const made = await make(wanted);
      return made === null ? null : saveFile(made.name, made.file);
    },
    onSuccess: (path) => {
      if (path !== null) notifications.show({ message: t('saved', { name: path }) });
    },
  });
}

/** A decision's passport as a file; signed where a key is named. */
export async function passportFile(id: string, privateKey: string | null): Promise<NamedFile> {
  const { jobId } = await client.decisions.passport({ id, privateKey });
  const content = await resultOfJob(jobId, new AbortController().signal);
  return {
    name: `passport-${id.slice(0, 8)}.isoline.json`,
    file: new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' }),
  };
}
