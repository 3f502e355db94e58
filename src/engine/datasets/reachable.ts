import { stat } from 'node:fs/promises';

/** What a network drive that is there answers within. */
const answerMilliseconds = 500;

/** Looks that have not ended, by path: a drive that hangs holds one thread of the pool, not all. */
const looking = new Map<string, Promise<boolean>>();

/** Whether a folder is there now; false also where the system does not answer soon. */
export async function isReachable(folder: string): Promise<boolean> {
  let look = looking.get(folder);
  if (look === undefined) {
    look = stat(folder)
      .then(
        (status) => status.isDirectory(),
        () => false,
      )
      .finally(() => looking.delete(folder));
    looking.set(folder, look);
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, answerMilliseconds);
  });
  try {
    return await Promise.race([look, late]);
  } finally {
    clearTimeout(timer);
  }
}
