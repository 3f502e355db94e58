import path from 'node:path';
import { implementation } from './base.ts';

/** Folders of this machine, for choosing one of them. */
export const filesRouter = implementation.files.router({
  roots: implementation.files.roots.handler(({ context }) =>
    context.folders.roots.map((root) => ({ path: root, name: path.basename(root) || root })),
  ),
  list: implementation.files.list.handler(({ input, context }) => context.folders.list(input.path)),
});
