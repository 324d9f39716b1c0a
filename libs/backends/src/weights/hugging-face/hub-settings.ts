/** How the hub is reached. The variables are those of Python's huggingface_hub. */
export interface HubSettings {
  /** Without a slash at the end. */
  readonly endpoint: string;
  /** Never logged, and sent to the endpoint only. */
  readonly token: string | undefined;
  /** Whether the network is left alone. */
  readonly isOffline: boolean;
}

const DEFAULT_ENDPOINT = 'https://huggingface.co';

/**
 * Reads `HF_ENDPOINT`, `HF_TOKEN` (or its older name `HUGGING_FACE_HUB_TOKEN`) and `HF_HUB_OFFLINE`.
 *
 * @param environment the process's variables
 */
export function readHubSettings(environment: Readonly<Record<string, string | undefined>>): HubSettings {
  const read = (name: string) => environment[name]?.trim() || undefined;
  return {
    endpoint: (read('HF_ENDPOINT') ?? DEFAULT_ENDPOINT).replace(/\/+$/, ''),
    token: read('HF_TOKEN') ?? read('HUGGING_FACE_HUB_TOKEN'),
    isOffline: /^(1|true|yes|on)$/i.test(read('HF_HUB_OFFLINE') ?? ''),
  };
}
