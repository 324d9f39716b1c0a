import Negotiator from 'negotiator';

/** What a picture can be converted to, the one that is quicker to make first. */
const VARIANTS = ['image/webp', 'image/avif'] as const;

export type VariantType = (typeof VARIANTS)[number];

/**
 * What to send instead of the file, by the client's `Accept`: WebP or AVIF, where it names them and does not
 * like the file's own type better. Undefined for the file itself, which whoever names nothing gets.
 */
export function chooseVariant(accept: string | undefined, ownType: string): VariantType | undefined {
  const negotiator = new Negotiator({ headers: { accept } });
  // Ranges such as image/* say nothing about what a client likes to have.
  const isWanted = (type: string): boolean =>
    (accept ?? '').toLowerCase().includes(type) && negotiator.mediaType([type]) !== undefined;
  const wanted = VARIANTS.filter((type) => type !== ownType && isWanted(type));
  // A file that is small already is not worth the work.
  const keepsOwn =
    isWanted(ownType) && (ownType === 'image/webp' || negotiator.mediaType([ownType, ...wanted]) === ownType);
  return keepsOwn ? undefined : wanted[0];
}
