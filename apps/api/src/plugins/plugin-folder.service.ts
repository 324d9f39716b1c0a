import { mkdir, mkdtemp, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';

const MANIFEST = 'package.json';
/** Put in place of the manifest: the package is found no more, but a process at its last work keeps its files. */
const RETIRED = 'package.json.retired';
const STAGING = '.staging-';

/** The folder of the packages that were installed through the API. */
@Injectable()
export class PluginFolder implements OnModuleInit {
  private readonly logger = new Logger(PluginFolder.name);
  readonly path: string;

  constructor(private readonly settings: Settings) {
    this.path = settings.plugins.installPath;
  }

  /** Nobody runs what was retired before this start. */
  async onModuleInit(): Promise<void> {
    const names = await readdir(this.path).catch((): string[] => []);
    for (const name of names) {
      const inside = await readdir(join(this.path, name)).catch((): string[] => []);
      if (!name.startsWith(STAGING) && !inside.includes(RETIRED)) continue;
      await rm(join(this.path, name), { recursive: true, force: true }).catch((error: unknown) =>
        this.logger.warn({ err: error }, `${name} cannot be removed`),
      );
    }
  }

  /** Whether a package lies here. */
  holds(directory: string): boolean {
    return dirname(directory) === this.path;
  }

  /** A new empty folder for what is being installed; it goes with its disposal. */
  async stage(): Promise<AsyncDisposable & { readonly path: string }> {
    await mkdir(this.path, { recursive: true });
    await this.linkCore();
    const path = await mkdtemp(join(this.path, STAGING));
    return { path, [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }) };
  }

  /** Puts a package that was staged in its place. @returns the real path of its folder */
  async place(staged: string, name: string): Promise<string> {
    const directory = join(this.path, name);
    await rename(staged, directory);
    return realpath(directory);
  }

  /** The package is found no more; its files go with the next start. */
  async retire(directory: string): Promise<void> {
    await rename(join(directory, MANIFEST), join(directory, RETIRED));
  }

  /** Packages have `@cyberimage/core` as a peer: here they find the host's. */
  private async linkCore(): Promise<void> {
    const scope = join(this.path, 'node_modules/@cyberimage');
    await mkdir(scope, { recursive: true });
    const core = await realpath(join(this.settings.rootPath, 'node_modules/@cyberimage/core'));
    await symlink(core, join(scope, 'core')).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}
