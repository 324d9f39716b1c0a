/** Says loudly that a suite is left out; in CI a service that is missing is a failure. Always true. */
export function reportMissingService(service: string): true {
  if (process.env['CI'] !== undefined) throw new Error(`${service} is missing; CI must have it`);
  process.stderr.write(`\n!!! SKIPPED: ${service} is missing, so nothing that needs it is tested here\n\n`);
  return true;
}
