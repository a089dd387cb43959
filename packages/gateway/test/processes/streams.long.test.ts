import { readFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../server/test/support/listen.ts';
import { newSqliteStore } from './app.ts';
import { startProcess } from './start-process.ts';

const GIGABYTE = 1024 ** 3;
const CHUNK = Buffer.alloc(256 * 1024, 'x');
/** The most that the memory of the process may grow beyond that of its first megabytes, in bytes. */
const MAX_GROWTH = 96 * 1024 ** 2;

const DESCRIPTOR = {
  key: 'an-app',
  baseUrl: 'https://app.example.com',
  authentication: { type: 'jwt' },
  lifecycle: {},
  modules: {},
};

function bytes(length: number): Readable {
  return Readable.from(
    (function* chunks() {
      for (let sent = 0; sent < length; sent += CHUNK.length) yield CHUNK;
    })(),
  );
}

/** The resident memory of a process, in bytes. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

async function count(stream: Readable): Promise<number> {
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) length += chunk.length;
  return length;
}

it('passes gigabytes up and down with flat memory', async () => {
  const received: number[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path, length] = (request.url ?? '').split('?');
    if (path === '/atlassian-connect.json') response.end(JSON.stringify(DESCRIPTOR));
    else if (request.method === 'GET') await pipeline(bytes(Number(length)), response);
    else {
      received.push(await count(request));
      response.end();
    }
  };
  const app = createServer((request, response) => void respond(request, response));
  const upstream = await listen(app);
  onTestFinished(async () => upstream.close());
  const gateway = await startProcess({
    upstream: upstream.origin,
    keyServer: upstream.origin,
    store: newSqliteStore(),
  });
  const download = async (length: number): Promise<number> => {
    const outgoing = httpRequest(`${gateway.origin}/file?${length}`).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return count(response);
  };
  const upload = async (length: number): Promise<void> => {
    const outgoing = httpRequest(`${gateway.origin}/file`, { method: 'POST' });
    const response = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    await pipeline(bytes(length), outgoing);
    (await response)[0].resume();
  };

  await download(CHUNK.length * 256);
  await upload(CHUNK.length * 256);
  const before = await memoryOf(gateway.pid);
  let most = 0;
  const sampling = setInterval(() => {
    void memoryOf(gateway.pid).then(
      (size) => (most = Math.max(most, size)),
      () => undefined,
    );
  }, 100);
  onTestFinished(() => clearInterval(sampling));
  expect(await download(GIGABYTE)).toBe(GIGABYTE);
  await upload(GIGABYTE);
  expect(received.at(-1)).toBe(GIGABYTE);
  expect(most - before).toBeLessThan(MAX_GROWTH);
});
