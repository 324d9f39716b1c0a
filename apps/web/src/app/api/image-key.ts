/** As much of a picture as a grid needs to know where it is. */
export interface ImageKey {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}
