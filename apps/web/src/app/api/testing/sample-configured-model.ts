import type { ConfiguredModel } from '../generated/models/configured-model';

export function sampleConfiguredModel(name: string, change: Partial<ConfiguredModel> = {}): ConfiguredModel {
  return {
    name,
    origin: 'added',
    key: null,
    source: 'huggingface',
    repo: `owner/${name}`,
    description: '',
    requires_auth: false,
    options: {},
    backend: 'local',
    tags: ['stable-diffusion'],
    unavailable: null,
    loaded: false,
    memory_bytes: null,
    folder: `/models/owner/${name}`,
    disk_bytes: 2_000_000_000,
    partial_bytes: 0,
    download: null,
    can_download: false,
    ...change,
  };
}
