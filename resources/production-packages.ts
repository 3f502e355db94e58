import { z } from 'zod';

/** What npm's lock file says of a package that lies in a folder of `node_modules`. */
const lockedPackageSchema = z.object({
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
  libc: z.array(z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
  peerDependenciesMeta: z
    .record(z.string(), z.object({ optional: z.boolean().optional() }))
    .optional(),
});
export const lockSchema = z.object({ packages: z.record(z.string(), lockedPackageSchema) });
export type Lock = z.infer<typeof lockSchema>;
type LockedPackage = z.infer<typeof lockedPackageSchema>;

/** What a package is installed for. On Linux that is glibc. */
export interface Target {
  /** As `process.platform`. */
  readonly platform: string;
  /** As `process.arch`. */
  readonly arch: string;
}

/**
 * The folders of all packages that a program with these dependencies needs on one platform, relative
 * to the root, sorted. Optional dependencies of the root itself are left out; those of packages, which
 * carry their native parts, are in where they fit the platform.
 *
 * @throws Error where a package that is needed is not in the lock file
 */
export function productionPackages(lock: Lock, target: Target): string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string, needed: boolean): void => {
    const folder = resolvePackage(lock, name, from);
    const entry = folder === undefined ? undefined : lock.packages[folder];
    if (folder === undefined || entry === undefined) {
      if (needed)
        throw new Error(`${name}, which ${from || 'the program'} needs, is not in the lock file.`);
      return;
    }
    if (found.has(folder) || !fits(entry, target)) return;
    found.add(folder);
    const optional = Object.keys(entry.optionalDependencies ?? {});
    for (const dependency of Object.keys(entry.dependencies ?? {})) {
      visit(dependency, folder, !optional.includes(dependency));
    }
    for (const dependency of optional) visit(dependency, folder, false);
    for (const dependency of Object.keys(entry.peerDependencies ?? {})) {
      if (entry.peerDependenciesMeta?.[dependency]?.optional !== true)
        visit(dependency, folder, true);
    }
  };
  for (const name of Object.keys(lock.packages['']?.dependencies ?? {})) visit(name, '', true);
  return [...found].sort();
}

/** Where Node finds a package from within a folder: in its own `node_modules`, else further up. */
function resolvePackage(lock: Lock, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = parentOf(folder)) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock.packages[candidate] !== undefined) return candidate;
    if (folder === '') return undefined;
  }
}

/** `a/node_modules/b` → `a`; the root for what lies directly below it. */
function parentOf(folder: string): string {
  const end = folder.lastIndexOf('/node_modules/');
  return end < 0 ? '' : folder.slice(0, end);
}

function fits({ os, cpu, libc }: LockedPackage, { platform, arch }: Target): boolean {
  return (
    (os?.includes(platform) ?? true) &&
    (cpu?.includes(arch) ?? true) &&
    (platform !== 'linux' || (libc?.includes('glibc') ?? true))
  );
}
