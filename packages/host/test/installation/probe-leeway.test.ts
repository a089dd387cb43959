import { decodeToken } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { useInstalledApp } from '../fixtures/installed-app.ts';

describe('the leeway of an app', () => {
  const setup = useInstalledApp();

  /** The app shows pages whose token expired at most so many seconds ago. */
  function accept(leeway: number): void {
    Object.defineProperty(setup.app, 'status', {
      get: () => {
        const token = new URL(setup.app.requests.at(-1)?.url ?? '', setup.app.url).searchParams.get('jwt');
        const exp = Number(token === null ? Infinity : decodeToken(token).claims['exp']);
        return exp + leeway >= Math.floor(Date.now() / 1000) ? 200 : 401;
      },
    });
  }

  it.for([
    [0, 0],
    [10, 10],
    [30, 30],
    [40, 60],
    [3600, Infinity],
  ] as const)('of %i s is found: %i', async ([leeway, found]) => {
    accept(leeway);
    expect(await setup.installation.probeLeeway()).toBe(found);
    expect(setup.installation.leeway).toBe(found);
  });

  it('is not known where no page needs a token, or the page fails anyway', async () => {
    setup.app.status = 500;
    expect(await setup.installation.probeLeeway()).toBeUndefined();
    setup.app.status = 200;
    Object.assign(setup.app.descriptor, { modules: { generalPages: [] } });
    await setup.installation.reinstall();
    expect(await setup.installation.probeLeeway()).toBeUndefined();
  });
});

describe('the requests of a probe', () => {
  const setup = useInstalledApp();

  it('belong to a frame of their own', async () => {
    const { lastId } = setup.host.timeline;
    await setup.installation.probeLeeway();
    const probes = setup.host.timeline.events.filter(({ id }) => id > lastId);
    expect(new Set(probes.map(({ data }) => data['name']))).toEqual(new Set(['Leeway probe']));
  });
});

describe('the descriptor of an installed app', () => {
  const setup = useInstalledApp();

  it('is followed: the app is installed again when it has changed, with the same secret', async () => {
    expect(await setup.installation.followDescriptor()).toBe(false);
    const before = setup.installation.sharedSecret;
    setup.app.descriptor = { ...setup.app.descriptor, name: 'Renamed' };
    expect(await setup.installation.followDescriptor()).toBe(true);
    expect([setup.installation.descriptor.name, setup.installation.sharedSecret]).toEqual([
      'Renamed',
      before,
    ]);
  });
});
