const LENGTH_DELIMITED = 2;

/** A whole number of at most 2^31 − 1 as protobuf writes it: seven bits a byte, the lowest first. */
function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** A field that holds a whole number of at most 2^31 − 1. */
export function numberField(field: number, value: number): readonly number[] {
  return [...varint(field * 8), ...varint(value)];
}

/** A field that holds bytes: a message or a text. */
export function bytesField(field: number, content: readonly number[]): readonly number[] {
  return [...varint(field * 8 + LENGTH_DELIMITED), ...varint(content.length), ...content];
}

export function textField(field: number, value: string): readonly number[] {
  return bytesField(field, [...Buffer.from(value)]);
}
