import { createRequire } from 'node:module';

/** Lets this process reach the sites of a local host by their names, as an app under `authbeat dev` does. */
export function resolveLocalhost(): void {
  createRequire(import.meta.url)('../../packages/cli/bin/resolve-localhost.cjs');
}
