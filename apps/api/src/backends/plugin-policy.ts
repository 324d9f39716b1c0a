import type { BackendPermissions } from '@cyberimage/core';
import type { BackendPackage } from './backend-package.js';
import { isSamePackage, type PackageIdentity } from './package-identity.js';
import { coversPattern, parseHostPattern, type HostPattern } from './network/host-pattern.js';

type Network = BackendPermissions['network'];

/** What the owner has decided about a plugin. */
export interface PluginPolicy {
  readonly isEnabled: boolean;
  /** What its processes may do; undefined while nobody has decided, and then nothing of it is started. */
  readonly granted: BackendPermissions | undefined;
  /** To which package it was granted; another one that bears the same id waits for a decision of its own. */
  readonly grantedTo?: PackageIdentity;
}

/** Why nothing of a package is started. */
export interface PolicyRefusal {
  readonly state: 'stopped' | 'not-granted';
  /** For people. */
  readonly reason: string;
}

const WORDS: readonly (readonly [keyof BackendPermissions, string])[] = [
  ['nativeAddons', 'native addons'],
  ['childProcesses', 'starting processes'],
  ['workerThreads', 'starting threads'],
  ['models', 'the models'],
];

/**
 * What holds for a package.
 *
 * @param decided on record for its id
 * @param trusted what it may do as long as nobody has decided
 */
export function policyFor(
  source: BackendPackage,
  decided: PluginPolicy | undefined,
  trusted: BackendPermissions | undefined,
): PluginPolicy {
  if (decided === undefined) return { isEnabled: true, granted: trusted };
  const { isEnabled, granted, grantedTo } = decided;
  const isMeant = granted !== undefined && grantedTo !== undefined && isSamePackage(grantedTo, source);
  return isMeant ? decided : { isEnabled, granted: trusted };
}

/** What a package asks for and was not granted, in words; empty when it has all. */
export function missingGrants(asked: BackendPermissions = {}, granted: BackendPermissions): string[] {
  const known = new Set(granted.environment);
  const hosts = hostsBeyond(asked.network, granted.network);
  const variables = (asked.environment ?? []).filter((name) => !known.has(name));
  return [
    ...WORDS.filter(([name]) => asked[name] === true && granted[name] !== true).map(([, words]) => words),
    ...hosts,
    ...variables.map((name) => `the variable ${name}`),
  ];
}

/** Whether a plugin asks for any host, and else for which. */
function hostsBeyond(asked: Network = [], granted: Network = []): readonly string[] {
  if (asked === true) return granted === true ? [] : ['any host on the network'];
  if (asked === false || granted === true) return [];
  const known = patternsOf(granted);
  const beyond = patternsOf(asked).filter(
    ({ pattern }) => !known.some((outer) => coversPattern(outer.pattern, pattern)),
  );
  return beyond.map(({ text }) => `the host ${text}`);
}

function patternsOf(
  network: false | readonly string[],
): { readonly text: string; readonly pattern: HostPattern }[] {
  const texts = network === false ? [] : network;
  return texts.flatMap((text) => {
    const pattern = parseHostPattern(text);
    return pattern === undefined ? [] : [{ text, pattern }];
  });
}

/** Why the owner's decision keeps a package from being started; undefined when it may be. */
export function refusalBy(
  policy: PluginPolicy,
  { manifest }: Pick<BackendPackage, 'manifest'>,
): PolicyRefusal | undefined {
  if (!policy.isEnabled) return { state: 'stopped', reason: 'the plugin is switched off' };
  if (policy.granted === undefined) {
    const asked =
      missingGrants(manifest.permissions, {}).join(', ') || 'nothing beyond what every plugin has';
    return {
      state: 'not-granted',
      reason: `the plugin is new and waits for your permission; it asks for ${asked}`,
    };
  }
  const missing = missingGrants(manifest.permissions, policy.granted);
  if (missing.length === 0) return undefined;
  return {
    state: 'not-granted',
    reason: `the plugin asks for more than it was granted: ${missing.join(', ')}`,
  };
}
