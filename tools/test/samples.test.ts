import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles, ROOT } from '../repository.ts';
import { findSnippets } from '../snippets.ts';
import { ATTACKS, openSlowRequests } from './samples/attacks.ts';
import { runSample, type RunningSample } from './samples/run-sample.ts';

/** The documented samples that start a server by themselves. */
const SAMPLES = listFiles('*.md').flatMap((path) =>
  findSnippets(readFileSync(join(ROOT, path), 'utf8'))
    .filter(({ code }) => /^(await )?(\w+\.listen|serve)\(/m.test(code))
    .map(({ line, code }) => ({ name: `${path}:${line}`, code })),
);

async function respondsTo({ port }: RunningSample): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/authbeat/recovery.js`)).status;
}

describe('the documented servers', () => {
  it('are found', () => {
    const found = SAMPLES.map(({ name }) => name.replace(/:\d+$/, ''));
    const adapters = ['node', 'node', 'express', 'fastify', 'fastify', 'hono', 'hono'];
    expect(found).toEqual(
      expect.arrayContaining([...adapters.map((name) => `docs/adapters/${name}.md`), 'README.md']),
    );
  });
});

it.concurrent.for(SAMPLES)(
  'the server of $name refuses every attack, and serves on',
  async ({ code }, { onTestFinished }) => {
    const sample = await runSample(code);
    onTestFinished(sample.stop);
    const abandon = await openSlowRequests(sample.port, 20);
    for (const [attack, run] of Object.entries(ATTACKS)) {
      const responses = await run(sample.port);
      const script = await respondsTo(sample).catch(() => sample.complaints());
      expect({ attack, script }).toEqual({ attack, script: 200 });
      // Node closes what is no request without a response.
      const admitted = responses.filter((response) => !/^(HTTP\/1\.1 4\d\d .*)?$/s.test(response));
      expect({ attack, admitted }).toEqual({ attack, admitted: [] });
    }
    abandon();
    expect(await respondsTo(sample)).toBe(200);
    expect(sample.complaints()).not.toMatch(/Error|Unhandled/);
  },
);
