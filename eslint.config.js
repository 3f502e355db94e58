import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const impure = 'core is pure: pass it in.';

export default defineConfig(
  globalIgnores(['node_modules/', 'out/', 'dist/', 'coverage/', 'test-results/']),
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Hot loops over typed arrays index inside bounds that the loop itself states.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/prefer-for-of': 'off',
    },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/core/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'performance', 'crypto', 'setTimeout', 'setInterval', 'fetch'].map(
          (name) => ({ name, message: impure }),
        ),
        ...['window', 'document', 'navigator', 'localStorage'].map((name) => ({
          name,
          message: 'core knows no page.',
        })),
        { name: 'Date', message: impure },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from a seeded generator.' },
      ],
    },
  },
  {
    files: ['src/{contract,engine,server,cli,main,preload,renderer}/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from a seeded generator.' },
      ],
    },
  },
  {
    // Results go through `results.ts`; what a person must be told goes to stderr.
    files: ['src/cli/**'],
    languageOptions: { globals: { console: 'readonly' } },
    rules: { 'no-console': ['error', { allow: ['error'] }] },
  },
  {
    // Programs of their own, whose output is the point.
    files: ['e2e/**', 'bench/**', 'resources/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['.dependency-cruiser.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable' } },
  },
  prettier,
);
