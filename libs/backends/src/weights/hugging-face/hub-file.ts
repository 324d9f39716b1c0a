/** A file of a repository. */
export interface HubFile {
  /** Within the repository, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly checksum: FileChecksum;
}

/** What the hub knows of a file's content: SHA-256 for large files, Git's object id for the others. */
interface FileChecksum {
  readonly kind: 'sha256' | 'git-blob';
  /** Hex digits. */
  readonly digest: string;
}

/** The files of a repository at one commit. */
export interface HubListing {
  /** Full hash. */
  readonly commit: string;
  readonly files: readonly HubFile[];
}
