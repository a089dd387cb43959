import { readFileSync } from 'node:fs';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { FaultError, FAULTS, parseFault, type FaultId } from '../src/index.ts';
import { useInstalledApp } from './fixtures/installed-app.ts';
import { post, send } from './fixtures/request.ts';

const NOW = 1_800_000_000_000;

it('the docs and the help list every fault, as the table describes it', () => {
  const docs = readFileSync(new URL('../../../docs/dev.md', import.meta.url), 'utf8').replace(/ +/g, ' ');
  const rows = FAULTS.map((fault) => {
    const name = 'value' in fault ? `${fault.id}=${fault.value.default}` : fault.id;
    return `| \`${name}\` | ${fault.sentence} |`;
  });
  expect(rows.filter((row) => !docs.includes(row))).toEqual([]);
  expect(docs.match(/^\| `[a-z-]+(=\S+)?` \|/gm)?.length).toBe(FAULTS.length);
});

describe('the faults of a host', () => {
  const setup = useInstalledApp({ now: () => NOW });

  const frameToken = (opensWithPage: boolean) => {
    const url = new URL(setup.installation.moduleUrl('side', { opensWithPage }));
    return decodeJwt(url.searchParams.get('jwt') ?? '');
  };
  const contextToken = () => decodeJwt(setup.installation.tokens.context());
  const bridgeToken = async () => {
    const { body } = await post(setup.host, '/host/token', { app: 'fixture-app', module: 'side' });
    return JSON.parse(body) as { kind: string; token: string };
  };
  const lifecycleCalls = (): string[] =>
    setup.app.requests.map(({ url }) => url.replace(/^\/base|\?.*/g, ''));

  it('can each be started, and lifted unless they happen once', async () => {
    await setup.host.startProxy({ upstream: setup.app.url.replace('/base', '') });
    for (const fault of FAULTS) {
      await setup.host.faults.start(fault.id);
      const isActive = setup.host.faults.active.some(({ id }) => id === fault.id);
      expect([fault.id, isActive]).toEqual([fault.id, !('once' in fault)]);
      await setup.host.faults.lift();
      expect(setup.host.faults.active).toEqual([]);
    }
    expect(setup.host.bridge.behaviour).toBe('fresh');
    expect(setup.host.site.signedIn?.accountId).toBe('712020:ada');
    expect(setup.installation.state).toBe('enabled');
  });

  it('expired: frames that open late get an expired token, and those that open with the page do not', async () => {
    await setup.host.faults.start('expired');
    expect(frameToken(false).exp).toBe(NOW / 1000 - 900);
    expect(frameToken(true).exp).toBe(NOW / 1000 + 180);
    await setup.host.faults.start('expired-early');
    expect(frameToken(true).exp).toBe(NOW / 1000 - 900);
    expect(setup.host.faults.active.map(({ id }) => id)).toEqual(['expired-early']);
    await setup.host.faults.lift();
    expect(frameToken(false).exp).toBe(NOW / 1000 + 180);
  });

  it('life: tokens expire after so many seconds, until it is lifted', async () => {
    await setup.host.faults.start('life=7');
    expect([frameToken(true).exp, contextToken().exp]).toEqual([NOW / 1000 + 7, NOW / 1000 + 7]);
    await setup.host.faults.lift('life');
    expect([frameToken(true).exp, contextToken().exp]).toEqual([NOW / 1000 + 180, NOW / 1000 + 900]);
  });

  it.for([
    ['token-dying', 2],
    ['token-expired', -60],
  ] as const)('%s: the token of the bridge has %i s left', async ([fault, left]) => {
    await setup.host.faults.start(fault);
    expect(decodeJwt((await bridgeToken()).token).exp).toBe(NOW / 1000 + left);
  });

  it.for([
    ['token-refused', 'rejected'],
    ['token-silent', 'silence'],
    ['signed-out', 'rejected'],
  ] as const)('%s: the bridge gives no token', async ([fault, kind]) => {
    await setup.host.faults.start(fault);
    expect((await bridgeToken()).kind).toBe(kind);
    await setup.host.faults.lift();
    expect((await bridgeToken()).kind).toBe('token');
  });

  it('disabled: the bridge gives no token, and says why', async () => {
    await setup.host.faults.start('disabled');
    const reason = 'The app is disabled in the host.';
    expect(await bridgeToken()).toEqual({ kind: 'rejected', reason });
    expect(setup.host.timeline.events.at(-1)?.sentence).toBe(
      `Side: AP.context.getToken() rejected. ${reason}`,
    );
  });

  it('user: tokens name another user', async () => {
    await setup.host.faults.start('user=712020:cleo');
    expect(contextToken().sub).toBe('712020:cleo');
    await expect(setup.host.faults.start('user=nobody')).rejects.toThrow('The site has no account "nobody".');
  });

  it("app-clock: for an app that is ahead, the host's tokens are as much older", async () => {
    await setup.host.faults.start('app-clock=120');
    expect(contextToken().iat).toBe(NOW / 1000 - 120);
    await setup.host.faults.start('app-clock=-30');
    expect(contextToken().iat).toBe(NOW / 1000 + 30);
  });

  it('browser-clock: the bridge sets the clock of the page before all else', async () => {
    const bridge = async (): Promise<string> => (await send(setup.host, '/atlassian-connect/all.js')).body;
    expect(await bridge()).not.toContain('shiftClock');
    await setup.host.faults.start('browser-clock=-90');
    expect((await bridge()).indexOf('shiftClock(-90000);')).toBeLessThan(1000);
    expect((await send(setup.host, '/host/browser-clock.js')).body).toContain('shiftClock(-90000);');
  });

  it('rotated and reinstalled: the app gets another secret', async () => {
    const secrets = [setup.installation.sharedSecret];
    await setup.host.faults.start('rotated');
    secrets.push(setup.installation.sharedSecret);
    await setup.host.faults.start('reinstalled');
    secrets.push(setup.installation.sharedSecret);
    expect(new Set(secrets).size).toBe(3);
    expect(lifecycleCalls()).toEqual(['/installed', '/enabled', '/installed', '/installed', '/enabled']);
  });

  it('lost-database: tokens name a tenant that the app has never seen, until it is installed again', async () => {
    const known = contextToken().iss;
    await setup.host.faults.start('lost-database');
    expect(contextToken().iss).not.toBe(known);
    await setup.host.faults.start('reinstalled');
    const { clientKey } = JSON.parse(
      setup.app.requests.findLast(({ url }) => url.includes('/installed'))?.body ?? '{}',
    ) as { clientKey: string };
    expect(contextToken().iss).toBe(clientKey);
  });

  it('disabled and uninstalled: the host sends the call, and undoes it when the fault is lifted', async () => {
    await setup.host.faults.start('disabled');
    expect(setup.installation.state).toBe('disabled');
    await setup.host.faults.start('uninstalled');
    expect(setup.installation.state).toBe('uninstalled');
    await setup.host.faults.lift();
    expect(setup.installation.state).toBe('enabled');
    expect(lifecycleCalls().slice(2)).toEqual([
      '/disabled',
      '/enabled',
      '/uninstalled',
      '/installed',
      '/enabled',
    ]);
  });

  it.for([
    ['no-such-fault', 'fault_unknown'],
    ['life', undefined],
    ['life=soon', 'fault_value_invalid'],
    ['life=0', 'fault_value_invalid'],
    ['life=', 'fault_value_invalid'],
    ['signed-out=yes', 'fault_value_invalid'],
    ['constructor', 'fault_unknown'],
  ] as const)('reads "%s": %s', ([text, code]) => {
    const read = () => {
      try {
        parseFault(text);
        return undefined;
      } catch (error) {
        return error instanceof FaultError ? error.code : error;
      }
    };
    expect(read()).toBe(code);
  });

  it('are started by the URL of a page, which redirects to the page without them', async () => {
    const response = await send(setup.host, '/browse/AB-1?fault=life=5&x=1&fault=token-silent');
    expect([response.status, response.headers['location']]).toEqual([303, '/browse/AB-1?x=1']);
    expect(setup.host.faults.active.map(({ id }) => id)).toEqual(['life', 'token-silent']);
    await send(setup.host, '/?fault=none');
    expect(setup.host.faults.active).toEqual([]);
  });

  it('are not started by a link on another site, nor by a URL that has a mistake', async () => {
    const linked = await send(setup.host, '/?fault=uninstalled', {
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    const mistaken = await send(setup.host, '/?fault=signed-out&fault=nonsense');
    expect([linked.status, mistaken.status]).toEqual([403, 400]);
    expect(mistaken.body).toContain('There is no fault "nonsense".');
    expect(setup.host.faults.active).toEqual([]);
  });

  it.for([
    ['signed-out', 'user=712020:none'],
    ['token-slow=2', 'token-slow=soon'],
    ['unavailable', 'slow=0'],
  ] as const)('stay as they are when another one is refused: %s, then %s', async ([active, refused]) => {
    const proxy = await setup.host.startProxy({ upstream: setup.app.url });
    await setup.host.faults.start(active);
    const before = setup.host.faults.active;
    const { lastId } = setup.host.timeline;
    await expect(setup.host.faults.start(refused)).rejects.toThrow(FaultError);
    const [id, value] = refused.split('=') as [FaultId, string];
    await expect(setup.host.faults.start({ id, value })).rejects.toThrow(FaultError);
    expect((await post(setup.host, '/host/fault', { start: refused })).status).toBe(400);
    expect((await send(setup.host, `/?fault=none&fault=life&fault=${refused}`)).status).toBe(400);
    expect(setup.host.faults.active).toEqual(before);
    expect(setup.host.timeline.lastId).toBe(lastId);
    await proxy.close();
    await expect(setup.host.faults.start('offline')).rejects.toThrow('does not pass through the local host');
    expect(setup.host.faults.active).toEqual(before);
  });

  it('are started and lifted by the pages of the host', async () => {
    const started = await post(setup.host, '/host/fault', { start: 'token-slow=2' });
    expect(JSON.parse(started.body)).toMatchObject({ active: [{ id: 'token-slow', value: '2' }] });
    expect(setup.host.bridge.delayMs).toBe(2000);
    await post(setup.host, '/host/fault', { lift: 'token-slow' });
    expect(JSON.parse((await post(setup.host, '/host/faults', {})).body)).toEqual({ active: [] });
    expect((await post(setup.host, '/host/fault', { start: 'nonsense' })).status).toBe(400);
  });
});
