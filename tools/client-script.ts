import { readClientScript } from '../packages/server/src/client-script.ts';

/** The module that packages have in place of `client-script.ts` of the server: the scripts as text. */
export async function compileClientModule(): Promise<string> {
  const scripts = {
    production: await readClientScript('production'),
    development: await readClientScript('development'),
  };
  return `const SCRIPTS = ${JSON.stringify(scripts)};
export const readClientScript = async (kind = 'production') => SCRIPTS[kind];
`;
}
