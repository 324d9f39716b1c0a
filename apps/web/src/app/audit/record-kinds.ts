/** What records can be about, as the page offers it. */
export const RECORD_KINDS = [
  { value: '', label: $localize`All records` },
  { value: 'job', label: $localize`Jobs` },
  { value: 'image', label: $localize`Pictures` },
  { value: 'prompt', label: $localize`Enrichments` },
  { value: 'input', label: $localize`Input pictures` },
  { value: 'style', label: $localize`Styles` },
  { value: 'preset', label: $localize`Presets` },
  { value: 'lane', label: $localize`Pauses of the queue` },
  { value: 'queue', label: $localize`Clearing of the queue` },
  { value: 'gallery', label: $localize`Imports and retention` },
  { value: 'model', label: $localize`Models` },
  { value: 'server', label: $localize`Servers` },
  { value: 'plugin', label: $localize`Plugins` },
  { value: 'backend', label: $localize`Backends` },
  { value: 'setting', label: $localize`Settings` },
  { value: 'audit', label: $localize`The records themselves` },
  { value: 'app', label: $localize`Starts and stops` },
];

/** How far back, by days. */
export const RECORD_TIMES = [
  { value: '', label: $localize`Any time` },
  { value: '1', label: $localize`Last 24 hours` },
  { value: '7', label: $localize`Last 7 days` },
  { value: '30', label: $localize`Last 30 days` },
];
