const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Whether an address is the machine's own: its owner sits there, and a proxy on it does its own limiting. */
export function isLoopback(ip: string): boolean {
  return LOOPBACK.test(ip);
}
