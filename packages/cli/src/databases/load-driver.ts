import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandError } from '../command-error.ts';

/**
 * Loads the driver of a database from the app in the current folder, or beside this command.
 *
 * @throws {CommandError} when it is not installed
 */
export async function loadDriver<Driver>(name: string): Promise<Driver> {
  const path = findInFolder(name);
  try {
    const module = (await import(path === undefined ? name : pathToFileURL(path).href)) as {
      readonly default?: Driver;
    } & Driver;
    // A CommonJS package arrives as the default export.
    return module.default ?? module;
  } catch (cause) {
    throw new CommandError(
      `The package ${name} is not installed. Install it in this folder: npm install ${name}.`,
      {
        cause,
      },
    );
  }
}

function findInFolder(name: string): string | undefined {
  try {
    return createRequire(join(process.cwd(), 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
}
