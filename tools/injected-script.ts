import { INJECTED_SCRIPT } from '../packages/gateway/src/injection/script.ts';

/** The module that packages have in place of `injection/script.ts` of the gateway: the script as text. */
export async function compileInjectedModule(): Promise<string> {
  return `export const INJECTED_SCRIPT = ${JSON.stringify(INJECTED_SCRIPT)};\n`;
}
