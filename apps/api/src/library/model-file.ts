/** A file with weights in one of the library's folders. */
export interface ModelFile {
  readonly filename: string;
  /** From the library's folder, with forward slashes. */
  readonly relativePath: string;
  readonly sizeBytes: number;
  readonly modified: Date;
  /** Lower-case hex, from what stands beside it; null where nobody wrote it down. */
  readonly sha256: string | null;
  /** Texts of a safetensors header; null for another format or a damaged file. */
  readonly metadata: Readonly<Record<string, string>> | null;
}
