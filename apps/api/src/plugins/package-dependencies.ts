import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const dependenciesSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** The dependencies of a package that do not lie in its own `node_modules`. */
export async function missingDependencies(folder: string): Promise<readonly string[]> {
  const parsed = dependenciesSchema.safeParse(
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
  );
  const names = Object.keys(parsed.data?.dependencies ?? {});
  const present = await Promise.all(
    names.map(async (name) =>
      access(join(folder, 'node_modules', name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return names.filter((_, index) => present[index] === false);
}
