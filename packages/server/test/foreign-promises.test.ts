import { expect, it, vi } from 'vitest';
import { bearer, startApp } from './support/app.ts';

/** Such as that of zone.js: native promises, which async functions return, are none of its instances. */
function ForeignPromise(this: unknown, executor: ConstructorParameters<typeof Promise>[0]): unknown {
  return new NativePromise(executor);
}
const NativePromise = Promise;
Object.assign(ForeignPromise, {
  all: NativePromise.all.bind(NativePromise),
  allSettled: NativePromise.allSettled.bind(NativePromise),
  race: NativePromise.race.bind(NativePromise),
  resolve: NativePromise.resolve.bind(NativePromise),
  withResolvers: NativePromise.withResolvers.bind(NativePromise),
});

it('requests are judged where a library has replaced `Promise`', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const session = await app.signIn(site);
  vi.stubGlobal('Promise', ForeignPromise);
  try {
    expect((await app.get('/api', bearer(session))).status).toBe(200);
    expect((await app.get('/api', bearer(`${session.slice(0, -4)}AAAA`))).status).toBe(401);
    expect((await app.get(site.iframe('/foo.html'))).status).toBe(200);
  } finally {
    vi.unstubAllGlobals();
  }
});
