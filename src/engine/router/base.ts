import { implement } from '@orpc/server';
import { api } from '../../contract/api/api.ts';
import type { GrantedFolders } from '../datasets/granted-folders.ts';
import type { Engine } from '../engine.ts';
import { errorsAsData } from './errors.ts';

/** What every procedure works with. */
export interface RouterContext {
  readonly engine: Engine;
  /** The folders that callers may name. */
  readonly folders: GrantedFolders;
}

/** The contract, to be implemented. Errors of what is built on it travel as data. */
export const implementation = implement(api).$context<RouterContext>().use(errorsAsData);
