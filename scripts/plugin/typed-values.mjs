/**
 * Splits `key=value` options at their first `=`.
 *
 * @throws Error for one without `=`
 */
export function readPairs(flag, options) {
  return options.map((option) => {
    const at = option.indexOf('=');
    if (at < 1) throw new Error(`${flag} ${option}: expected ${flag} key=value`);
    return [option.slice(0, at), option.slice(at + 1)];
  });
}

/** A value of the command line as its schema wants it; one that does not fit stays text, to be refused. */
export function typedValue(type, text) {
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  const isNumber = type === 'integer' || type === 'number';
  return isNumber && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}
