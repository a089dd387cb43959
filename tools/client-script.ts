import { readClientScript } from '../packages/server/src/client-script.ts';

/** The module that packages have in place of `client-script.ts` of the server: the script as text. */
export async function compileClientModule(): Promise<string> {
  const script = await readClientScript();
  return `const SCRIPT = ${JSON.stringify(script)};\nexport const readClientScript = async () => SCRIPT;\n`;
}
