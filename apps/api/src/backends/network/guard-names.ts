import dns from 'node:dns';
import type { Reach } from './reach.js';
import { replaceMethod, type Method } from './replace-method.js';

const { apply } = Reflect;
const { Resolver } = dns;

/** Lets only names be looked up that `reach` allows: a question to a name server is a message, too. */
export function guardNames(reach: Reach): void {
  if (reach.any) return;
  replaceMethod(dns, 'lookup', (original) => (self, args) => {
    const [name] = args;
    const callback = args.at(-1);
    if (typeof name !== 'string' || name === '' || reach.isNamed(name)) return apply(original, self, args);
    if (typeof callback !== 'function') throw reach.refusal(name, undefined);
    process.nextTick(() => apply(callback, undefined, [reach.refusal(name, undefined)]) as unknown);
    return undefined;
  });
  replaceMethod(dns.promises, 'lookup', (original) => async (self, args) => {
    const [name] = args;
    if (typeof name === 'string' && name !== '' && !reach.isNamed(name)) throw reach.refusal(name, undefined);
    return apply(original, self, args);
  });
  for (const handle of resolverHandles()) {
    const names = Object.getOwnPropertyNames(handle).filter((name) => name.startsWith('query'));
    for (const name of names) replaceMethod(handle, name, asked(reach));
    replaceMethod(handle, 'getHostByAddr', asked(reach));
    replaceMethod(handle, 'setServers', () => () => {
      throw reach.refusal('another name server', undefined);
    });
  }
}

const asked =
  (reach: Reach) =>
  (original: Parameters<typeof apply>[0]): Method =>
  (self, args) => {
    const [, name] = args;
    if (typeof name !== 'string' || !reach.isNamed(name)) throw reach.refusal(String(name), undefined);
    return apply(original, self, args) as unknown;
  };

/** Of the resolvers with callbacks and with promises: one class or two. */
function resolverHandles(): Set<object> {
  const resolvers = [new Resolver(), new dns.promises.Resolver()];
  return new Set(
    resolvers.map((resolver) => {
      const { _handle: handle } = resolver as unknown as { readonly _handle: object };
      return Object.getPrototypeOf(handle) as object;
    }),
  );
}
