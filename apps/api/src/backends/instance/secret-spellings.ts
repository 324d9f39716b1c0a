/** Fewer characters of base64 stand in ordinary words as well. */
const SHORTEST_BASE64 = 7;

/** How a secret may be written in what a program says: as it is, in an address, a form, JSON, hex or base64. */
export function spellingsOf(secret: string): string[] {
  const inAddress = encodeURIComponent(secret);
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
  const hex = Buffer.from(secret).toString('hex');
  const encoded = [inAddress, inForm, inAddress.replace(/%../g, (code) => code.toLowerCase())];
  return [
    secret,
    ...encoded,
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...inBase64(secret),
  ];
}

/**
 * What of a secret is the same in base64 whatever stands around it, such as the user's name in a header of Basic
 * authentication: for each of the three places that its first byte can have in a group of three.
 */
function inBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    // Six bits a character: those that share a byte with what stands before or after are left out.
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor((padded.length * 8) / 6);
    const [plain, inUrl] = (['base64', 'base64url'] as const).map((form) =>
      padded.toString(form).slice(from, to),
    );
    return [plain, inUrl].filter((text) => text !== undefined && text.length >= SHORTEST_BASE64) as string[];
  });
}
