/** Which package an owner has decided about: an id alone could be taken by another one. */
export interface PackageIdentity {
  /** Of its package.json. */
  readonly name: string;
  /** Real path of its folder. */
  readonly directory: string;
}

export function identityOf({ name, directory }: PackageIdentity): PackageIdentity {
  return { name, directory };
}

export function isSamePackage(a: PackageIdentity, b: PackageIdentity): boolean {
  return a.name === b.name && a.directory === b.directory;
}
