/** How pictures are kept, for how long, and what may be brought in. */
export interface PictureSettings {
  /** What a request gets that names no format. */
  readonly outputFormat: 'png' | 'jpeg' | 'webp';
  /** For JPEG and WebP: 1 to 100. */
  readonly outputQuality: number;
  /** Of one file, made or brought in. */
  readonly maxFileBytes: number;
  /** Of one picture that is brought in. */
  readonly maxImportPixels: number;
  /** Folders whose pictures may be brought in, with everything below them. */
  readonly importFolders: readonly string[];
  /** What the folder of converted pictures may hold. */
  readonly mediaCacheBytes: number;
}

/** What is deleted by itself; 0 for nothing. Favourites stay. */
export interface RetentionSettings {
  readonly days: number;
  readonly count: number;
  readonly bytes: number;
  /** Days for which the audit trail is kept. */
  readonly auditDays: number;
}
