import { useSyncExternalStore } from 'react';
import { client, failureOf } from '../../api/client.ts';
import { nextConnection } from '../../api/connection.ts';
import { endOfJob } from '../../api/jobs.ts';
import {
  type Chain,
  type ChainRequest,
  type ChainStep,
  currentStep,
  evaluationInput,
  isAlike,
  newChain,
  readChain,
  triedAgain,
  withResult,
} from './export-chain.ts';

/** Chains by training. They go on while other screens are shown. */
const chains = new Map<string, Chain | null>();
const running = new Map<string, Promise<void>>();
const listeners = new Set<() => void>();

function keyOf(runId: string): string {
  return `isoline.export.${runId}`;
}

function chainOf(runId: string): Chain | null {
  let chain = chains.get(runId);
  if (chain === undefined) {
    chain = readChain(localStorage.getItem(keyOf(runId)));
    chains.set(runId, chain);
  }
  return chain;
}

function keep(chain: Chain): Chain {
  const { runId } = chain.request;
  chains.set(runId, chain);
  localStorage.setItem(keyOf(runId), JSON.stringify(chain));
  for (const listener of listeners) listener();
  return chain;
}

/** The chain of a training now, and a render at each change; null where none was begun. */
export function useChain(runId: string): Chain | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => chainOf(runId),
  );
}

/** Begins a chain, or takes an export further that was made of the same head. */
export async function startChain(request: ChainRequest, goal: Chain['goal']): Promise<Chain> {
  const before = chainOf(request.runId);
  const isSame =
    before?.sha256 !== null &&
    before?.request.point === request.point &&
    before.request.normalise === request.normalise;
  keep(isSame ? { ...newChain(request, goal), sha256: before.sha256 } : newChain(request, goal));
  return go(request.runId);
}

/** Goes on with a chain that a reload or a failure has interrupted. */
export async function resumeChain(runId: string): Promise<void> {
  const chain = chainOf(runId);
  if (chain === null || currentStep(chain) === null) return;
  if (chain.failure !== null) keep(triedAgain(chain));
  await go(runId);
}

async function go(runId: string): Promise<Chain> {
  let work = running.get(runId);
  if (work === undefined) {
    work = walk(runId).finally(() => running.delete(runId));
    running.set(runId, work);
  }
  await work;
  return chainOf(runId)!;
}

async function walk(runId: string): Promise<void> {
  for (let isOver = false; !isOver;) {
    try {
      isOver = await takeStep(runId);
    } catch (error) {
      const connected = nextConnection();
      // A call that was lost with the connection is made again.
      if (connected !== null) await connected;
      else {
        const { code, sentence, next } = failureOf(error);
        keep({ ...chainOf(runId)!, failure: { code, sentence, next } });
        return;
      }
    }
  }
}

/** Takes the current step of a chain. @returns whether the chain is over, well or not */
async function takeStep(runId: string): Promise<boolean> {
  const chain = chainOf(runId)!;
  const step = currentStep(chain);
  if (step === null) return true;
  const jobId = chain.jobs[step] ?? (await begin(chain, step));
  if (jobId === null) return false;
  const job = await endOfJob(jobId);
  if (job.error !== null) {
    const { code, sentence, next } = job.error;
    keep({ ...chainOf(runId)!, failure: { code, sentence, next: next ?? null } });
    return true;
  }
  keep(withResult(chainOf(runId)!, step, job.result));
  return false;
}

/** Starts the job of a step. @returns its id; null where there is nothing to wait for */
async function begin(chain: Chain, step: ChainStep): Promise<number | null> {
  if (step === 'before') {
    const beforeId = await evaluationOfOldModel(chain);
    if (beforeId !== null) {
      keep({ ...chain, beforeId, found: true });
      return null;
    }
  }
  const { jobId } = await start(chain, step);
  keep({ ...chain, jobs: { ...chain.jobs, [step]: jobId } });
  return jobId;
}

function start(chain: Chain, step: ChainStep): Promise<{ jobId: number }> {
  const { runId, point, normalise, datasetId, seed, backboneSha256 } = chain.request;
  const evaluate = (modelSha256: string): Promise<{ jobId: number }> => {
    if (datasetId === null) throw new Error('A chain without a dataset ends with the export.');
    return client.evaluations.start(evaluationInput({ ...chain.request, datasetId }, modelSha256));
  };
  switch (step) {
    case 'export':
      return client.training.export({ runId, point, normalise });
    case 'after':
      return evaluate(chain.sha256!);
    case 'before':
      return evaluate(backboneSha256);
    case 'compare':
      return client.comparisons.start({ before: chain.beforeId!, after: chain.afterId!, seed });
  }
}

/** An evaluation of the old model that is like the one of the new model; null where there is none. */
async function evaluationOfOldModel({ request, afterId }: Chain): Promise<string | null> {
  const view = async (id: string) => {
    const calibration = await client.evaluations.get({ id });
    const { heldOutId } = calibration.row;
    const heldOut = heldOutId === null ? null : await client.evaluations.get({ id: heldOutId });
    return { calibration, heldOut };
  };
  const rows = await client.evaluations.list();
  const candidates = rows.filter(
    ({ datasetId, modelSha256 }) =>
      datasetId === request.datasetId && modelSha256 === request.backboneSha256,
  );
  const after = await view(afterId!);
  for (const { id } of candidates) {
    const before = await view(id);
    const isHeldOutAlike =
      before.heldOut === null || after.heldOut === null
        ? before.heldOut === after.heldOut
        : isAlike(before.heldOut, after.heldOut);
    if (isAlike(before.calibration, after.calibration) && isHeldOutAlike) return id;
  }
  return null;
}
