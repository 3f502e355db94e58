import { reportProviders } from '../models/providers.ts';
import { describeWorkspace } from '../store/workspace-status.ts';
import { implementation } from './base.ts';

/** The engine and its workspace. */
export const workspaceRouter = implementation.workspace.router({
  status: implementation.workspace.status.handler(({ context: { engine } }) =>
    describeWorkspace(engine.workspace, engine.compute.threads),
  ),
  providers: implementation.workspace.providers.handler(() => reportProviders()),
});
