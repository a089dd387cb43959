import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../src/inspect/index.ts';
import { BASE_URL, hash, hostToken, NOW, PANEL, SECRET, withToken } from './tokens.ts';

/** Bundles the engine for a page; fails where it needs a module of Node. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { inspect } from './inspect/index.ts'",
      resolveDir: fileURLToPath(new URL('../../src/', import.meta.url)),
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'engine',
    platform: 'browser',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

describe('inspect in a page', () => {
  it('needs only what browsers have', async () => {
    const { crypto, TextEncoder, TextDecoder, URL, URLSearchParams, atob, btoa, Uint8Array } = globalThis;
    const page = createContext({
      crypto,
      TextEncoder,
      TextDecoder,
      URL,
      URLSearchParams,
      atob,
      btoa,
      Uint8Array,
    });
    runInContext(await bundle(), page);
    const input = withToken(PANEL, hostToken(hash('GET', PANEL)));
    const options = { at: NOW, baseUrl: BASE_URL, secrets: [{ secret: SECRET, name: 'the secret' }] };
    const call = `engine.inspect(${JSON.stringify(input)}, ${JSON.stringify(options)})`;
    const { tokens } = (await runInContext(call, page)) as Inspection;
    expect(tokens.map(({ signature, binding }) => [signature.status, binding?.status])).toEqual([
      ['right', 'matches'],
    ]);
  });
});
