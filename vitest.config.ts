import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,e2e,bench,resources}/**/*.test.ts'],
    environment: 'node',
    env: { ORT_DISABLE_TELEMETRY: '1' },
    // A process a file: native modules (SQLite, ONNX Runtime, sharp) never share one.
    pool: 'forks',
    // Tests start real processes and real models, on machines with two busy cores.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
