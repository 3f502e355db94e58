import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tellFailure } from '../../components/failure-notice.tsx';
import { shell } from '../../api/shell.ts';

/**
 * Takes a folder or file that is dropped anywhere on what it holds, and tells its path on the
 * engine's machine. In a browser, and with an engine elsewhere, it says why that cannot be.
 */
export function DropZone({
  onPath,
  children,
}: {
  onPath: (path: string) => void;
  children: ReactNode;
}) {
  const { t } = useTranslation(['data', 'common']);
  const [isOver, setOver] = useState(false);
  const drop = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (shell === undefined) {
      notifications.show({ color: 'yellow', message: t('common:choose.dropBrowser') });
      return;
    }
    if ((await shell.engineChoice()).kind === 'attached') {
      notifications.show({ color: 'yellow', message: t('common:choose.dropRemote') });
      return;
    }
    try {
      onPath(await shell.grantDropped(file));
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <div
      className="data-drop"
      data-over={isOver}
      data-testid="drop-zone"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void drop(event.dataTransfer.files[0]);
      }}
    >
      {children}
      {isOver && <div className="data-drop-over">{t('import.drop')}</div>}
    </div>
  );
}
