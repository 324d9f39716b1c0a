import type { ConfiguredModel } from '../api/generated/models/configured-model';
import { formatBytes } from '../ui/format/bytes';
import { formatFacts } from '../ui/format/facts';
import { formatPercent } from '../ui/format/percent';

/** Where the model comes from and what it takes, in one line. */
export function modelFacts(model: ConfiguredModel): string {
  const { key, source, repo, tags, disk_bytes: disk, loaded, memory_bytes: memory } = model;
  const onDisk = disk ? formatBytes(disk) : source === 'huggingface' ? $localize`not here yet` : undefined;
  const inMemory = loaded ? $localize`in memory` : undefined;
  return formatFacts(
    tags.find((tag) => tag !== 'not-downloaded'),
    onDisk,
    inMemory && memory ? `${inMemory} (${formatBytes(memory)})` : inMemory,
    source === 'huggingface' ? `Hugging Face: ${repo}` : $localize`folder ${repo}:REPO:`,
    key === null ? undefined : $localize`from .env: ${key}:KEY:`,
  );
}

type Download = NonNullable<ConfiguredModel['download']>;

/** How far a download is: 0 to 1; undefined while its size is not known. */
export function downloadFraction({ done_bytes: done, total_bytes: total }: Download): number | undefined {
  return total > 0 ? Math.min(1, done / total) : undefined;
}

/** "1.2 GB of 3.4 GB · 35 %", or what it waits for. */
export function downloadWords(download: Download): string {
  const { state, done_bytes: done, total_bytes: total } = download;
  const fraction = downloadFraction(download);
  const amount =
    fraction === undefined
      ? undefined
      : $localize`${formatBytes(done)}:DONE: of ${formatBytes(total)}:TOTAL: · ${formatPercent(fraction)}:PERCENT:`;
  switch (state) {
    case 'queued':
      return formatFacts($localize`Waits for the download before it`, amount);
    case 'paused':
      return formatFacts($localize`Paused`, amount);
    case 'failed':
      return formatFacts($localize`Stopped`, amount);
    case 'running':
      return amount ?? $localize`Looking at the repository …`;
  }
}
