/** A picture never changes under its id; `private` because it may not be for everyone behind a proxy. */
export const IMMUTABLE = 'private, max-age=31536000, immutable';
