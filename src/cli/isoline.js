#!/usr/bin/env node
// Starts Isoline on a Node that runs its TypeScript as it is. Written so that any Node since 12 can
// read it; nothing else of ours is loaded before the version is known.
import { spawn } from 'child_process';
import { existsSync, realpathSync } from 'fs';
import { constants, cpus } from 'os';
import { dirname, join } from 'path';
import process from 'process';
import { fileURLToPath } from 'url';

// Decoding and hashing of images run in libuv's pool, whose default of 4 leaves large machines idle.
if (process.env.UV_THREADPOOL_SIZE === undefined) {
  process.env.UV_THREADPOOL_SIZE = String(Math.max(4, cpus().length));
}

const program = realpathSync(fileURLToPath(import.meta.url));
// Node 24.3 is the first of its line that strips types without a warning.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 24 || (major === 24 && minor >= 3)) {
  runHere();
} else {
  const node = findOwnNode();
  if (node === undefined) {
    console.error(
      `Isoline needs Node 24.3 or newer and this is Node ${process.versions.node}. ` +
        'Run npm ci in its folder, which brings one along, or install a newer Node.',
    );
    process.exitCode = 2;
  } else {
    runOn(node);
  }
}

function runHere() {
  // Before any TypeScript: quicker than Node's own way of taking types off.
  import('../engine/jobs/strip-types.js')
    .then(() => import('./main.ts'))
    .then(({ main }) => main(process.argv.slice(2)))
    .catch((error) => {
      console.error('Isoline could not start. Run npm ci in its folder and try again.');
      console.error(error);
      process.exitCode = 3;
    });
}

/** The binary of the `node` package in this folder's node_modules or in one above it. */
function findOwnNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let folder = dirname(program); ; folder = dirname(folder)) {
    const node = join(folder, 'node_modules', 'node', 'bin', name);
    if (existsSync(node)) return node;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Runs this program on another Node and ends as it ends. */
function runOn(node) {
  const child = spawn(node, [program].concat(process.argv.slice(2)), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // The child decides when to end. On Windows the console reaches it by itself.
    process.on(signal, () => {
      if (process.platform !== 'win32') child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`${node} could not be started: ${error.message}. Run npm ci and try again.`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    // A shell's way to tell a signal.
    process.exitCode = signal === null ? code : 128 + constants.signals[signal];
  });
}
