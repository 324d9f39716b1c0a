import type { environmentSchema } from '../platform/config/settings.schema.js';

export const SETTING_GROUPS = ['generation', 'limits', 'enrichment', 'gallery', 'backend'] as const;

type SettingGroup = (typeof SETTING_GROUPS)[number];

/** How a setting that the owner may change is told of. */
export interface SettingText {
  readonly group: SettingGroup;
  readonly label: string;
  readonly description: string;
  readonly unit?: string;
  /** Of a secret: the setting that says whom it is for. It is kept encrypted and never sent to a browser. */
  readonly secretOf?: string;
  /** A text of several lines. */
  readonly isLong?: boolean;
}

type Variable = keyof typeof environmentSchema.shape;

/**
 * The variables that may be changed while the studio runs. Everything that reads one reads it from `Settings`
 * each time; what is read once at the start (addresses, folders, services) is not among them.
 */
export const CHANGEABLE_SETTINGS: Readonly<Partial<Record<Variable, SettingText>>> = {
  DEFAULT_MODEL: {
    group: 'generation',
    label: 'Default model',
    description: 'For requests that name none, and for a form that nobody has used yet.',
  },
  PREVIEWS: {
    group: 'generation',
    label: 'Previews',
    description: 'Pictures are shown while they are made.',
  },
  OUTPUT_FORMAT: {
    group: 'generation',
    label: 'Format of pictures',
    description: 'For requests that name none. PNG loses nothing; JPEG and WebP are smaller.',
  },
  OUTPUT_QUALITY: {
    group: 'generation',
    label: 'Quality',
    description: 'Of pictures in JPEG and WebP.',
  },
  GENERATIONS_PER_HOUR: {
    group: 'limits',
    label: 'Generations an hour',
    description: 'From one address; 0 for any number. This machine itself is not limited.',
  },
  GENERATIONS_AT_ONCE: {
    group: 'limits',
    label: 'Jobs at once',
    description: 'That wait or run, of one address; 0 for any number. This machine itself is not limited.',
  },
  MAX_QUEUE_LENGTH: {
    group: 'limits',
    label: 'Waiting jobs',
    description: 'Beyond them requests are refused.',
  },
  MAX_IMAGES: { group: 'limits', label: 'Pictures of a request', description: 'Whatever the model allows.' },
  MAX_STEPS: { group: 'limits', label: 'Steps of a request', description: 'Whatever the model allows.' },
  MAX_PIXELS: {
    group: 'limits',
    label: 'Pixels of a picture',
    description: 'Width times height, whatever the model allows.',
    unit: 'px',
  },
  MAX_PROMPT_LENGTH: { group: 'limits', label: 'Length of a prompt', description: 'In characters.' },
  ENRICH_BASE_URL: {
    group: 'enrichment',
    label: 'Address',
    description: 'Of an OpenAI-compatible endpoint, such as http://localhost:11434/v1; empty: no enrichment.',
  },
  ENRICH_API_KEY: {
    group: 'enrichment',
    label: 'Key',
    description: 'Kept encrypted and never shown again. It belongs to the address: another one forgets it.',
    secretOf: 'ENRICH_BASE_URL',
  },
  ENRICH_MODEL: {
    group: 'enrichment',
    label: 'Model',
    description: 'The name that the endpoint has for it.',
  },
  ENRICH_INSTRUCTION: {
    group: 'enrichment',
    label: 'Instruction',
    description: 'What the model is told to do; empty for the one that comes with CyberImage.',
    isLong: true,
  },
  ENRICH_TIMEOUT_SECONDS: {
    group: 'enrichment',
    label: 'Patience',
    description: 'For the whole answer.',
    unit: 's',
  },
  TRASH_DAYS: {
    group: 'gallery',
    label: 'Days in the trash',
    description: 'How long deleted pictures can be brought back; 0 removes their files at once.',
  },
  RETENTION_DAYS: {
    group: 'gallery',
    label: 'Days that pictures are kept',
    description: 'Older ones are deleted by themselves, favourites never; 0 keeps them.',
  },
  RETENTION_COUNT: {
    group: 'gallery',
    label: 'Pictures that are kept',
    description: 'Beyond this number the oldest are deleted, favourites never; 0 for any number.',
  },
  RETENTION_BYTES: {
    group: 'gallery',
    label: 'Room for pictures',
    description: 'Beyond it the oldest are deleted, favourites never; 0 for any.',
    unit: 'bytes',
  },
  AUDIT_RETENTION_DAYS: {
    group: 'gallery',
    label: 'Days that the audit trail is kept',
    description: '0 keeps it.',
  },
};
