import type { BackendPermissions, SettingsSchema } from '@cyberimage/core';
import type { InstanceSettings } from '../discovery/resolve-settings.js';
import { parseHostPattern, type HostPattern } from './host-pattern.js';

/** Ports of an address that names none. A server often sends from the one to the other. */
const WEB_PORTS = [80, 443];

/** Which hosts the process of an instance may connect to. */
export interface NetworkRules {
  /** Any host but the closed ones. */
  readonly any: boolean;
  readonly hosts: readonly NetworkRule[];
  /** The studio's own services: nobody's, whatever is granted. */
  readonly closed: readonly NetworkAddress[];
  /** For people: what was granted, for the error that names what was not. */
  readonly granted: string;
}

/** Hosts that are open. */
export interface NetworkRule extends HostPattern {
  /** Named by the owner, and not by the package alone: it may be this machine under a name of its own. */
  readonly isOwners: boolean;
}

/** Where one service listens. */
export interface NetworkAddress {
  readonly host: string;
  readonly port: number;
}

/** What the rules of an instance follow from. */
export interface NetworkGrants {
  readonly permissions: BackendPermissions;
  readonly schema: SettingsSchema | undefined;
  /** Those that the instance is started with. */
  readonly settings: InstanceSettings;
  /** The granted variables and their values. */
  readonly variables: Readonly<Record<string, string>>;
  readonly closed: readonly NetworkAddress[];
}

/**
 * The rules of an instance: what its package was granted, and the hosts of each address that its owner gave it
 * in a setting or a variable.
 */
export function networkRules({
  permissions: { network = [] },
  schema,
  settings,
  variables,
  closed,
}: NetworkGrants): NetworkRules {
  const named = Array.isArray(network) ? (network as readonly string[]) : [];
  // An address that a package sets itself is a host like those of its permissions, and stands among them.
  const given = addressesIn(schema, settings, (name, value) => value !== schema?.properties[name]?.default);
  const addresses = [...given, ...Object.values(variables)];
  const hosts = [
    ...named.flatMap((text) => parseHostPattern(text) ?? []).map((rule) => ({ ...rule, isOwners: false })),
    ...addresses.flatMap(hostsOfAddress),
  ];
  const granted = [...named, ...new Set(addresses.flatMap((address) => URL.parse(address)?.host ?? []))];
  return { any: network === true, hosts, closed, granted: granted.join(', ') || 'none' };
}

/** The values of the address settings. */
function addressesIn(
  schema: SettingsSchema | undefined,
  settings: InstanceSettings,
  isWanted: (name: string, value: string) => boolean = () => true,
): string[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, { format }]) => {
    const value = settings[name];
    return format === 'uri' && typeof value === 'string' && isWanted(name, value) ? [value] : [];
  });
}

function hostsOfAddress(address: string): NetworkRule[] {
  const url = URL.parse(address);
  if (url === null || !/^(?:https?|wss?):$/.test(url.protocol)) return [];
  const pattern = parseHostPattern(url.hostname);
  if (pattern === undefined) return [];
  const ports = url.port === '' ? WEB_PORTS : [Number(url.port)];
  return ports.map((port) => ({ ...pattern, port, isOwners: true }));
}

/** The hosts of the addresses that a package sets itself, as permissions name them. */
export function hostsOfDefaults(schema: SettingsSchema | undefined): string[] {
  const defaults = Object.entries(schema?.properties ?? {}).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const addresses = addressesIn(schema, Object.fromEntries(defaults));
  return addresses.flatMap((address) => URL.parse(address)?.host ?? []);
}
