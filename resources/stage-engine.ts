/**
 * Puts together what the packaged application ships beside Electron: `out/engine` with the engine and
 * its packages, and `out/node` with the Node that runs it. For the platform that it runs on, since
 * npm installs native parts for that alone: `node resources/stage-engine.ts`.
 */
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { lockSchema, productionPackages } from './production-packages.ts';

const root = path.resolve(import.meta.dirname, '..');
const target = { platform: process.platform, arch: process.arch };
const engine = path.join(root, 'out', 'engine');
const nodeFolder = path.join(root, 'out', 'node');
const nodeName = target.platform === 'win32' ? 'node.exe' : 'node';

/** What every package brings and no program reads. */
const unread = /\.(map|md|markdown|tsbuildinfo|d\.ts|d\.mts|d\.cts)$/;
/** Our own tests and what they use. */
const ofTests = /([.](test|fixture)[.]ts|[/\\]test-[^/\\]+[.]ts)$/;
/** Of these packages, everything but what is named is for other platforms, or for compiling. */
const nativeParts: Readonly<Record<string, readonly string[]>> = {
  'node_modules/onnxruntime-node/bin': [`napi-v6/${target.platform}/${target.arch}`],
  'node_modules/better-sqlite3/prebuilds': [`${target.platform}-${target.arch}.node`],
  'node_modules/better-sqlite3/deps': [],
  'node_modules/better-sqlite3/src': [],
};

rmSync(engine, { recursive: true, force: true });
rmSync(nodeFolder, { recursive: true, force: true });
for (const layer of ['core', 'contract', 'engine', 'server']) {
  copy(`src/${layer}`, (file) => !ofTests.test(file) && path.basename(file) !== 'fixtures');
}
for (const file of ['package.json', 'LICENSE', 'README.md', 'docs', 'resources/descriptor.onnx']) {
  copy(file, () => true);
}

const lock = lockSchema.parse(
  JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')),
);
for (const folder of productionPackages(lock, target)) {
  // Optional ones that npm did not install are not needed.
  if (existsSync(path.join(root, folder))) {
    copy(folder, (file) => !isNested(folder, file) && !unread.test(file) && !isForeign(file));
  }
}
for (const needed of [
  `node_modules/onnxruntime-node/bin/napi-v6/${target.platform}/${target.arch}/onnxruntime_binding.node`,
  `node_modules/better-sqlite3/prebuilds/${target.platform}-${target.arch}.node`,
  `node_modules/@img/sharp-${target.platform}-${target.arch}/package.json`,
]) {
  if (!existsSync(path.join(engine, needed))) {
    throw new Error(`${needed} is not installed. Run npm ci on this platform and try again.`);
  }
}

mkdirSync(nodeFolder);
cpSync(path.join(root, 'node_modules', 'node', 'bin', nodeName), path.join(nodeFolder, nodeName));
const bytes = globSync('**/*', { cwd: engine })
  .map((file) => statSync(path.join(engine, file)))
  .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
console.log(`out/engine for ${target.platform} ${target.arch}: ${(bytes / 1e6).toFixed(0)} MB`);

/** Copies a file or folder to the same place below `out/engine`. */
function copy(name: string, keep: (file: string) => boolean): void {
  cpSync(path.join(root, name), path.join(engine, name), {
    recursive: true,
    dereference: true,
    filter: (source) => keep(path.relative(root, source).split(path.sep).join('/')),
  });
}

/** Packages inside a package are copied where they are needed themselves. */
function isNested(folder: string, file: string): boolean {
  return file.startsWith(`${folder}/node_modules`);
}

/** Whether a file is a native part that this platform does not use. */
function isForeign(file: string): boolean {
  return Object.entries(nativeParts).some(([folder, kept]) => {
    if (file === folder) return kept.length === 0;
    if (!file.startsWith(`${folder}/`)) return false;
    const below = file.slice(folder.length + 1);
    // The folders that lead to a kept part, and what is in it.
    return !kept.some(
      (part) => part === below || part.startsWith(`${below}/`) || below.startsWith(`${part}/`),
    );
  });
}
