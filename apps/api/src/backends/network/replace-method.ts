/** A method of any class, called on `self`. */
export type Method = (self: unknown, args: unknown[]) => unknown;

type Native = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Puts another method in place of an object's own, for good: nobody can put the original back.
 *
 * @param make gets the original
 */
export function replaceMethod(target: object, name: string, make: (original: Native) => Method): void {
  const original = (target as Record<string, unknown>)[name];
  if (typeof original !== 'function') throw new TypeError(`this Node has no ${name}() to guard`);
  const method = make(original as Native);
  const value = {
    [name](this: unknown, ...args: unknown[]): unknown {
      return method(this, args);
    },
  }[name];
  Object.defineProperty(target, name, { value, writable: false, configurable: false, enumerable: true });
}
