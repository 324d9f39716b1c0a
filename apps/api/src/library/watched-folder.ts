import { existsSync, watch, type FSWatcher } from 'node:fs';
import type { FolderContents } from './scan-folder.js';
import { scanFolder } from './scan-folder.js';

/** Watching may miss what happens behind links and on network drives. */
const MAX_AGE_MS = 60_000;

/** The models of one folder: scanned when first asked for, and again after a change in it. */
export class WatchedFolder {
  private watcher: FSWatcher | undefined;
  private contents: FolderContents | undefined;
  private isStale = true;
  private scannedAt = 0;
  private scan: Promise<FolderContents> | undefined;

  constructor(
    private readonly root: string,
    private readonly onRefused: (relativePath: string) => void,
  ) {}

  async read(): Promise<FolderContents> {
    if (this.scan !== undefined) return this.scan;
    this.watchOnce();
    // A folder that cannot be watched, such as one that is not there yet, is scanned each time.
    const isOld = performance.now() - this.scannedAt > MAX_AGE_MS;
    if (this.contents !== undefined && !this.isStale && !isOld && this.watcher !== undefined)
      return this.contents;
    this.isStale = false;
    this.scannedAt = performance.now();
    this.scan = scanFolder(this.root, this.contents?.files).finally(() => {
      this.scan = undefined;
    });
    const before = new Set(this.contents?.refused);
    this.contents = await this.scan;
    for (const path of this.contents.refused) if (!before.has(path)) this.onRefused(path);
    return this.contents;
  }

  close(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }

  private watchOnce(): void {
    // A watch on a folder that is not there neither fails nor works when it comes.
    if (this.watcher !== undefined || !existsSync(this.root)) return;
    try {
      this.watcher = watch(this.root, { recursive: true, persistent: false }, () => {
        this.isStale = true;
      });
      this.watcher.on('error', () => this.close());
      // Nothing was told of what changed before.
      this.isStale = true;
    } catch {
      this.watcher = undefined;
    }
  }
}
