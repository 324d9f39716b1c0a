import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BackendManifest } from '@cyberimage/core';
import type { BackendPackage, RefusedPackage } from '../backend-package.js';
import { hostsOfDefaults } from '../network/network-rules.js';
import { describeIssues } from '../protocol/describe-issues.js';
import { findEscapingLink } from './find-escaping-link.js';
import { manifestSchema } from './manifest-schema.js';
import { fileStamp } from './package-stamp.js';

/**
 * Reads the package in `directory`.
 *
 * @returns undefined when it does not offer a backend
 */
export async function readPackage(directory: string): Promise<BackendPackage | RefusedPackage | undefined> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => '');
  if (!text.includes('"cyberimage"')) return undefined;

  const json = parseObject(text);
  const given = json?.['cyberimage'];
  if (json !== undefined && given === undefined) return undefined;

  const name = stringOr(json?.['name'], basename(directory));
  const version = typeof json?.['version'] === 'string' ? json['version'] : undefined;
  const refuse = (reason: string): RefusedPackage => ({
    directory,
    id: stringOr(memberOf(given, 'id'), name),
    displayName: stringOr(memberOf(given, 'displayName'), name),
    version,
    reason: `${join(directory, 'package.json')}: ${reason}`,
  });

  if (json === undefined) return refuse('is not a JSON object');
  const manifest = manifestSchema.safeParse(given);
  if (!manifest.success) return refuse(describeIssues('cyberimage', given, manifest.error));

  const entryPath = join(directory, manifest.data.entry);
  const exists = await access(entryPath).then(
    () => true,
    () => false,
  );
  if (!exists) {
    return refuse(`cyberimage.entry: there is no file ${entryPath}; build or reinstall the package`);
  }
  const link = await findEscapingLink(directory);
  if (link !== undefined)
    return refuse(`the link ${link} leads out of the package; replace it by what it links to`);
  const stamp = `${await fileStamp(join(directory, 'package.json'))} ${await fileStamp(entryPath)}`;
  return { directory, name, version, manifest: withDefaultHosts(manifest.data), entryPath, stamp };
}

/** A package asks for the hosts of the addresses that it sets itself, too. */
function withDefaultHosts(manifest: BackendManifest): BackendManifest {
  const { permissions = {}, settings } = manifest;
  const { network = [] } = permissions;
  const hosts = hostsOfDefaults(settings);
  if (hosts.length === 0 || network === true) return manifest;
  const all = new Set([...(network === false ? [] : network), ...hosts]);
  return { ...manifest, permissions: { ...permissions, network: [...all] } };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function stringOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}
