/**
 * The layers, enforced. `src/` is a closed set of folders; each may import what its row says, and
 * nothing else of ours. Tests may use Node and test libraries anywhere.
 */
const layers = {
  core: [],
  contract: [],
  engine: ['core', 'contract'],
  server: ['engine', 'contract'],
  cli: ['engine', 'server', 'contract'],
  main: ['contract'],
  preload: [],
  renderer: ['contract', 'core'],
};
/** Layers of which only the types may be imported. */
const typesOnly = {
  contract: ['core'],
  server: ['core'],
  cli: ['core'],
  preload: ['contract'],
};
/** Errors are data that every layer on Node may raise and catch. */
const errors = '^src/core/errors[.]ts$';
const raisesErrors = ['server', 'cli'];
/** Tests, and what only tests import. */
const test = '([.](test|fixture)[.]tsx?|/test-[^/]+[.]ts)$';

const layerRules = Object.entries(layers).flatMap(([layer, mayImport]) => {
  const typed = typesOnly[layer] ?? [];
  const reachable = [layer, ...mayImport, ...typed].join('|');
  const rules = [
    {
      name: `${layer}-imports`,
      comment: `${layer} imports of ours only: ${reachable.replaceAll('|', ', ')}.`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: '^(src|e2e|bench|resources)/', pathNot: `^src/(${reachable})/` },
    },
  ];
  if (typed.length > 0) {
    rules.push({
      name: `${layer}-types-only`,
      comment: `${layer} imports only types of: ${typed.join(', ')}.`,
      severity: 'error',
      from: { path: `^src/${layer}/`, pathNot: test },
      to: {
        path: `^src/(${typed.join('|')})/`,
        ...(raisesErrors.includes(layer) ? { pathNot: errors } : {}),
        dependencyTypesNot: ['type-only'],
      },
    });
  }
  return rules;
});

/** A package that belongs to certain layers. */
const packageRule = (name, packages, owners) => ({
  name,
  comment: `${packages.join(', ')}: only in ${owners}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: [`^src/(${owners})/`, test] },
  to: { path: `^node_modules/(${packages.join('|')})/` },
});

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'closed-set-of-folders',
      comment: `Below src there are only: ${Object.keys(layers).join(', ')}.`,
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(${Object.keys(layers).join('|')})/` },
    },
    {
      name: 'folders-say-what-they-hold',
      comment: 'Three folders deep at the most, and none named after nothing.',
      severity: 'error',
      from: {},
      to: {
        path: [
          '^src/[^/]+/[^/]+/[^/]+/[^/]+/',
          '^src/.*/(util|utils|common|helper|helpers|manager|managers)[/.]',
        ],
      },
    },
    {
      name: 'core-is-pure',
      comment: 'core runs anywhere: no Node built-in, and of packages only pure ones.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: test },
      to: { pathNot: ['^src/', '^node_modules/protobufjs/'] },
    },
    {
      name: 'no-node-in-the-page',
      comment: 'contract and renderer run in a page.',
      severity: 'error',
      from: { path: '^src/(contract|renderer)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-stand-apart',
      comment: 'A feature of the renderer never imports another.',
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: { path: '^src/renderer/features/', pathNot: '^src/renderer/features/$1/' },
    },
    packageRule('electron-in-the-shell', ['electron'], 'main|preload'),
    packageRule('native-modules-in-the-engine', ['better-sqlite3', 'sharp'], 'engine'),
    {
      name: 'onnxruntime-without-telemetry',
      comment: 'ONNX Runtime is loaded in one place, after its telemetry was switched off.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/engine/models/onnxruntime[.]ts$', test] },
      to: { path: '^node_modules/onnxruntime-node/' },
    },
    packageRule(
      'react-in-the-renderer',
      ['react', 'react-dom', 'recharts', '@mantine', '@tanstack', 'wouter', 'react-i18next'],
      'renderer',
    ),
    packageRule('sockets-in-the-server', ['ws'], 'server'),
    {
      name: 'orpc-in-its-place',
      comment:
        'The wire is known to the contract, the router, the server and the page’s client alone.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/(contract/api|engine/router|server|renderer/api)/', test],
      },
      to: { path: '^node_modules/@orpc/' },
    },
    packageRule('commander-in-the-cli', ['commander'], 'cli'),
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-imports-of-tests',
      severity: 'error',
      from: { pathNot: test },
      to: { path: test },
    },
    {
      name: 'no-unresolved-imports',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages-at-run-time',
      comment: 'What runs on Node from source needs its packages under dependencies.',
      severity: 'error',
      from: { path: '^src/(core|contract|engine|server|cli)/', pathNot: test },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
