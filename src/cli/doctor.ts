import manifest from '../../package.json' with { type: 'json' };
import type { ProviderReport } from '../engine/models/providers.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { Machine } from './machine.ts';
import { describeMachine, packageVersion } from './machine.ts';
import type { Results } from './results.ts';
import type { WorkspaceCheck } from './workspace-check.ts';

/** What `isoline doctor --json` writes. */
export interface DoctorReport {
  schema: 'isoline-doctor-1';
  /** Whether everything is there that Isoline cannot do without. */
  healthy: boolean;
  /** Null where a package is not installed. */
  versions: Record<'isoline' | 'node' | NativePackage | 'electron', string | null>;
  /** Native packages that are needed and do not load, with the reason. */
  notLoading: { name: NativePackage; reason: string }[];
  machine: Machine;
  /** In the order of preference; empty where ONNX Runtime does not load. */
  providers: ProviderReport[];
  /** Null where SQLite does not load. */
  workspace: WorkspaceCheck | null;
}

type NativePackage = 'onnxruntime-node' | 'sharp' | 'better-sqlite3';

/** Says what this machine can run and whether the workspace opens. */
export const doctor: IsolineCommand = {
  name: 'doctor',
  summary: 'versions, execution providers that really load, GPU, workspace check',
  examples: ['isoline doctor', 'isoline doctor --json doctor.json'],
  async run({ options, signal, results }: CommandCall): Promise<ExitCode> {
    const report = await examine(options.workspace);
    signal.throwIfAborted();
    await printReport(report, results);
    await results.writeJson(report);
    return report.healthy ? exitCode.done : exitCode.checkFailed;
  },
};

async function examine(workspaceFolder: string): Promise<DoctorReport> {
  const notLoading: DoctorReport['notLoading'] = [];
  /** Loads the module of the engine that stands on a native package. */
  const load = async <Module>(
    name: NativePackage,
    module: () => Promise<Module>,
  ): Promise<Module | null> => {
    try {
      return await module();
    } catch (error) {
      notLoading.push({ name, reason: error instanceof Error ? error.message : String(error) });
      return null;
    }
  };
  await load('sharp', () => import('../engine/datasets/image-file.ts'));
  const providers = await load('onnxruntime-node', () => import('../engine/models/providers.ts'));
  const workspaces = await load('better-sqlite3', () => import('./workspace-check.ts'));
  const workspace = (await workspaces?.checkWorkspace(workspaceFolder)) ?? null;
  return {
    schema: 'isoline-doctor-1',
    healthy: notLoading.length === 0 && workspace !== null && workspace.state !== 'unusable',
    versions: {
      isoline: manifest.version,
      node: process.versions.node,
      'onnxruntime-node': packageVersion('onnxruntime-node'),
      sharp: packageVersion('sharp'),
      'better-sqlite3': packageVersion('better-sqlite3'),
      electron: packageVersion('electron'),
    },
    notLoading,
    machine: await describeMachine(),
    providers: (await providers?.reportProviders()) ?? [],
    workspace,
  };
}

async function printReport(report: DoctorReport, results: Results): Promise<void> {
  const { versions, notLoading, machine, providers, workspace } = report;
  const { gpus } = machine;
  const reasons = new Map<string, string>(notLoading.map(({ name, reason }) => [name, reason]));
  await results.printTable(
    [{ heading: 'program' }, { heading: 'version' }, { heading: '' }],
    Object.entries(versions).map(([name, version]) => {
      const reason = reasons.get(name);
      return [
        name,
        version ?? 'not installed',
        reason === undefined ? '' : `does not load: ${reason}`,
      ];
    }),
  );
  await results.print('');
  await results.printTable(
    [{ heading: 'machine' }, { heading: '' }],
    [
      ['system', `${machine.platform} ${machine.architecture}, ${machine.release}`],
      ['processor', `${machine.processor}, ${machine.threads} threads`],
      ['memory', `${gigabytes(machine.memoryBytes)}, ${gigabytes(machine.freeMemoryBytes)} free`],
      ['NVIDIA GPU', gpus.length > 0 ? gpus.join(', ') : machine.gpusReason],
    ],
  );
  await results.print('');
  await results.printTable(
    [{ heading: 'provider' }, { heading: 'usable' }, { heading: 'reason' }],
    providers.map(({ provider, usable, reason }) => [provider, usable ? 'yes' : 'no', reason]),
  );
  await results.print('');
  if (workspace !== null) {
    await results.printTable(
      [{ heading: 'workspace' }, { heading: '' }],
      [
        ['folder', workspace.folder],
        ['state', workspace.sentence],
        ['version', workspace.version === null ? 'none' : String(workspace.version)],
        ['free space', workspace.freeBytes === null ? 'unknown' : gigabytes(workspace.freeBytes)],
      ],
    );
    await results.print('');
  }
  for (const line of conclusion(report)) await results.print(line);
}

/** What to do, or that there is nothing to do. */
function conclusion({ healthy, notLoading, workspace }: DoctorReport): string[] {
  if (healthy) return ['Isoline can work here.'];
  return [
    ...(notLoading.length === 0
      ? []
      : [
          `Isoline cannot work without ${notLoading.map(({ name }) => name).join(' and ')}: run npm ci in its folder.`,
        ]),
    ...(workspace?.state === 'unusable'
      ? ['The workspace cannot be used: name another with --workspace.']
      : []),
  ];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toLocaleString('en', { maximumFractionDigits: 1 })} GB`;
}
