/** Exchanges and uses as many sessions as its argument says, each of an account of its own, and sends what memory it needs. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FORM_MEDIA_TYPE, mintHostToken } from '@authbeat/core';
import { CLIENT_KEY, createFixture } from '../fixture.ts';
import type { MemorySample } from './measure.ts';
import { requestWith } from '../request.ts';

const SAMPLES = 10;
const count = Number(process.argv[2]);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const { authbeat, secret } = await createFixture();
const guard = authbeat.api();

async function beginSession(account: number): Promise<string> {
  const owner = { clientKey: CLIENT_KEY, accountId: `557058:account-${account}` };
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: mintHostToken({ kind: 'context', ...owner }, secret),
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  });
  const bytes = Buffer.from(form.toString());
  const response = await authbeat.handle({
    method: 'POST',
    url: '/authbeat/session',
    header: (name) => (name === 'content-type' ? FORM_MEDIA_TYPE : undefined),
    body: async () => ({ state: 'raw', bytes }),
  });
  const { access_token: token } = JSON.parse(response?.body ?? '{}') as { access_token?: string };
  if (token === undefined) throw new Error('The exchange was refused.');
  return token;
}

function takeSample(sessions: number): MemorySample {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { sessions, heapMb: heapUsed / 2 ** 20, residentMb: rss / 2 ** 20 };
}

const samples = [takeSample(0)];
for (let done = 1; done <= count; done += 1) {
  const { admitted } = await guard(requestWith(`Bearer ${await beginSession(done)}`));
  if (!admitted) throw new Error('A guard has refused a request.');
  if (done % (count / SAMPLES) === 0) samples.push(takeSample(done));
}
process.send?.(samples);
