import type { BackendManifest } from '@cyberimage/core';

/** A package that offers a backend, its manifest checked; none of its code is loaded yet. */
export interface BackendPackage {
  /** Real path of the package's folder. */
  readonly directory: string;
  /** The package's name, or its folder's where package.json names none. */
  readonly name: string;
  readonly version: string | undefined;
  readonly manifest: BackendManifest;
  /** Absolute path of the module that the manifest names. */
  readonly entryPath: string;
  /** Changes when the manifest or the entry is written anew. */
  readonly stamp: string;
}

/** A package that asks to be a backend and cannot be one. */
export interface RefusedPackage {
  readonly directory: string;
  /** The manifest's id where it is readable, else the package's name. */
  readonly id: string;
  readonly displayName: string;
  readonly version: string | undefined;
  /** For people: each fault with the field, the value found and what would be right. */
  readonly reason: string;
}
