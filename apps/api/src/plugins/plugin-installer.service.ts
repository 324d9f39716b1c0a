import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HttpStatus, Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { BackendHost } from '../backends/backend-host.service.js';
import type { BackendPackage } from '../backends/backend-package.js';
import { readPackage } from '../backends/discovery/read-package.js';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { npmInstall, npmPack, NpmError } from './npm-command.js';
import { missingDependencies } from './package-dependencies.js';
import { PluginFolder } from './plugin-folder.service.js';
import { PluginPolicies } from './plugin-policies.service.js';
import { PluginSettings } from './plugin-settings.service.js';
import { PluginRegistry } from './plugin-registry.service.js';
import { WaitingForPlugin, type WaitingJobsChoice } from './waiting-for-plugin.service.js';
import { PackageFileError, unpackPackage } from './unpack-package.js';

/** What is installed: the bytes of a package file, or the name of a package in the npm registry. */
export type PluginSource = { readonly file: Uint8Array } | { readonly package: string };

/** Installs, updates and removes packages while the host runs. */
@Injectable()
export class PluginInstaller {
  constructor(
    private readonly folder: PluginFolder,
    private readonly registry: PluginRegistry,
    private readonly policies: PluginPolicies,
    private readonly ownSettings: PluginSettings,
    private readonly waiting: WaitingForPlugin,
    private readonly host: BackendHost,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly settings: Settings,
  ) {}

  /**
   * Installs a package, in place of an older version of itself where there is one: its work in hand ends in the
   * old process, what comes next is done by the new one. None of its code runs before the owner granted what it
   * asks for.
   *
   * @returns its id
   * @throws ProblemException 403 where the settings do not allow it, 422 for a package that cannot be used, 409
   *   where its id is taken by a package that was not installed here
   */
  async install(source: PluginSource, actor: string): Promise<string> {
    this.requireAllowed(source);
    await using stage = await this.folder.stage();
    const unpacked = join(stage.path, 'package');
    await unpackPackage(await fileOf(source, stage.path), unpacked).catch(refuse);
    const found = await this.read(unpacked);
    const { id } = found.manifest;
    const before = await this.installed(id);
    await this.completeDependencies(unpacked);
    if (before !== undefined) await this.folder.retire(before.directory);
    const directory = await this.folder.place(unpacked, `${id}-${randomBytes(4).toString('hex')}`);
    const data = { version: found.version ?? null, replaced: before?.version ?? null };
    await this.unitOfWork.run(async (manager) => {
      if (before !== undefined) {
        await this.registry.moveGrants(manager, id, before, { name: found.name, directory });
      }
      const action = before === undefined ? 'plugin.installed' : 'plugin.updated';
      await this.audit.append(manager, { actor, action, subjectType: 'plugin', subjectId: id, data });
    });
    // What was granted and where it lies changes at once: nobody is to find it without its grants in between.
    await this.policies.apply();
    await this.ownSettings.apply();
    await this.host.rediscover();
    return id;
  }

  /**
   * Its jobs and pictures stay on record.
   *
   * @throws ProblemException 404; 403 for one that was not installed here; 409 where jobs wait that are to be kept
   */
  async remove(id: string, choice: WaitingJobsChoice, actor: string): Promise<void> {
    const source = await this.registry.find(id);
    if (!this.folder.holds(source.directory)) {
      const detail = `${id} was not installed through the studio; take its folder ${source.directory} away, or switch it off`;
      throw new ProblemException(HttpStatus.FORBIDDEN, 'forbidden', detail);
    }
    const instances = this.host.instancesOf(id);
    const reason = `the plugin ${id} was removed while the job waited for it`;
    const leaving = { instances, choice, reason, actor };
    const announce = await this.unitOfWork.run((manager) => this.waiting.settle(manager, leaving));
    announce();
    await this.folder.retire(source.directory);
    await this.unitOfWork.run(async (manager) => {
      await this.registry.forget(manager, id);
      await this.ownSettings.forget(manager, id);
      const data = { version: source.version ?? null };
      await this.audit.append(manager, {
        actor,
        action: 'plugin.removed',
        subjectType: 'plugin',
        subjectId: id,
        data,
      });
    });
    await this.policies.apply();
    await this.ownSettings.apply();
    await this.host.rediscover();
  }

  /** Whether a package can be removed here. */
  isInstalled({ directory }: BackendPackage): boolean {
    return this.folder.holds(directory);
  }

  private requireAllowed(source: PluginSource): void {
    const { installs } = this.settings.plugins;
    if (installs === 'registry' || (installs === 'files' && 'file' in source)) return;
    const wanted = 'file' in source ? 'files' : 'registry';
    const detail = `Plugins are not installed this way here: PLUGIN_INSTALLS is ${installs}; ${wanted} in .env would allow it`;
    throw new ProblemException(HttpStatus.FORBIDDEN, 'forbidden', detail);
  }

  private async read(directory: string): Promise<BackendPackage> {
    const found = await readPackage(directory);
    if (found === undefined) return refuse(new PackageFileError('its package.json has no key "cyberimage"'));
    if ('reason' in found) return refuse(new PackageFileError(found.reason.replace(`${directory}/`, '')));
    return found;
  }

  /** The version of a package that is here already. */
  private async installed(id: string): Promise<BackendPackage | undefined> {
    const { packages } = await this.host.packages();
    const before = packages.find(({ manifest }) => manifest.id === id);
    if (before === undefined || this.folder.holds(before.directory)) return before;
    const detail = `The id ${id} is taken by the package in ${before.directory}`;
    throw new ProblemException(HttpStatus.CONFLICT, 'conflict', detail);
  }

  private async completeDependencies(directory: string): Promise<void> {
    const missing = await missingDependencies(directory);
    if (missing.length === 0) return;
    if (this.settings.plugins.installs === 'registry') return npmInstall(directory).catch(refuse);
    const message = `it needs ${missing.join(', ')}; bundle them (bundleDependencies), or set PLUGIN_INSTALLS=registry in .env`;
    refuse(new PackageFileError(message));
  }
}

async function fileOf(source: PluginSource, folder: string): Promise<string> {
  if ('package' in source) return join(folder, await npmPack(source.package, folder).catch(refuse));
  const path = join(folder, 'package.tgz');
  await writeFile(path, source.file);
  return path;
}

function refuse(error: unknown): never {
  if (!(error instanceof PackageFileError || error instanceof NpmError)) throw error;
  const message = `The package cannot be used: ${error.message}`;
  throw ProblemException.invalid([{ field: 'package', code: 'unusable-package', message }]);
}
