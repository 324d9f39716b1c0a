/** Import directions of the house; `npm run lint` refuses every other way. See docs/decisions. */

const api = 'apps/api/src';

/** Rooms of the API and the rooms that each may use; `platform` is open to all and uses none. */
const ROOMS = {
  platform: [],
  audit: ['platform'],
  queue: ['platform'],
  backends: ['platform'],
  gallery: ['platform', 'audit'],
  inputs: ['platform', 'gallery'],
  generation: ['platform', 'audit', 'queue', 'backends', 'gallery', 'inputs', 'prompts'],
  library: ['platform', 'audit', 'backends', 'generation'],
  prompts: ['platform', 'audit'],
  servers: ['platform', 'audit', 'backends', 'generation'],
  settings: ['platform', 'audit', 'backends'],
  plugins: ['platform', 'audit', 'backends', 'generation'],
  protocols: [
    'platform',
    'audit',
    'backends',
    'gallery',
    'inputs',
    'generation',
    'library',
    'prompts',
    'plugins',
    'servers',
    'settings',
  ],
};

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `api-room-${room}`,
  comment: `${room}/ uses only ${allowed.join(', ') || 'itself'}`,
  severity: 'error',
  from: { path: `^${api}/${room}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: `^${api}/`, pathNot: `^${api}/(${[room, ...allowed].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-uses-nothing',
      comment: "the contract has no dependency; its test kit uses Node's own modules",
      severity: 'error',
      from: { path: '^libs/core/src', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/core/src', dependencyTypesNot: ['core'] },
    },
    {
      name: 'core-runs-anywhere',
      comment: 'outside its test kit the contract uses not even Node',
      severity: 'error',
      from: { path: '^libs/core/src', pathNot: '^libs/core/src/testing/|\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'backends-use-core',
      severity: 'error',
      from: { path: '^libs/backends/src' },
      to: { path: '^(apps|plugins)/' },
    },
    {
      name: 'plugins-use-core',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/' },
      to: { path: '^(apps/|libs/backends/|plugins/(?!$1/))' },
    },
    {
      name: 'api-uses-core',
      comment: 'backends, the local one included, are reached through the plugin host, by manifest',
      severity: 'error',
      from: { path: '^apps/api/' },
      to: { path: '^(libs/backends|plugins|apps/web)/' },
    },
    {
      name: 'one-importer-of-onnxruntime',
      severity: 'error',
      from: { pathNot: '^libs/backends/src/runtime/' },
      to: { path: 'onnxruntime' },
    },
    {
      name: 'web-features-do-not-know-each-other',
      severity: 'error',
      from: { path: '^apps/web/src/app/(?!api/|ui/)([^/]+)/' },
      to: { path: '^apps/web/src/app/', pathNot: '^apps/web/src/app/(api|ui|$1)/' },
    },
    {
      name: 'web-ui-only-presents',
      severity: 'error',
      from: { path: '^apps/web/src/app/ui/' },
      to: { path: '^apps/web/src/app/', pathNot: '^apps/web/src/app/ui/' },
    },
    {
      name: 'web-stands-alone',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(apps/api|libs|plugins)/' },
    },
    ...roomRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|fixtures|generated|\\.angular)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
};
