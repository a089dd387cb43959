import { describe, expect, it } from 'vitest';
import { ConfigurationError, createAuthbeat, fromEnvironment } from '../src/index.ts';
import { memoryStore } from '../src/stores/memory.ts';

const SESSION_KEY = 'kJ8s-0123456789-abcdefghijklmnopqrstuvwxyz';

/** What `authbeat dev` sets. The parent of this process stands in for it: it runs as long as the tests. */
const DEV = {
  AUTHBEAT_DEV: String(process.ppid),
  APP_URL: 'http://127.0.0.1:4200',
  AUTHBEAT_KEY_SERVER: 'http://127.0.0.1:4100/install-keys',
  AUTHBEAT_BRIDGE_URL: 'http://jira.localhost:4100/atlassian-connect/all.js',
  AUTHBEAT_AUTHORIZATION_SERVER: 'http://127.0.0.1:4100',
  AUTHBEAT_SESSION_KEY: SESSION_KEY,
  AUTHBEAT_TOKEN_LIFETIME: '60',
};

describe('fromEnvironment', () => {
  it('makes options of the variables of `authbeat dev`', () => {
    const options = fromEnvironment(DEV);
    expect(options).toEqual({
      baseUrl: DEV.APP_URL,
      installKeyServers: [DEV.AUTHBEAT_KEY_SERVER],
      bridgeUrl: DEV.AUTHBEAT_BRIDGE_URL,
      authorizationServer: DEV.AUTHBEAT_AUTHORIZATION_SERVER,
      sessionKeys: [SESSION_KEY],
      sessionLifetime: 60,
    });
    const app = { appKey: 'my-app', baseUrl: 'https://my-app.example.com', sessionKeys: [undefined] };
    expect(() => createAuthbeat({ ...app, store: memoryStore(), ...options })).not.toThrow();
  });

  it('makes the option `forge` of the variables for a manifest', () => {
    const forge = {
      AUTHBEAT_FORGE_APP_ID: 'ari:cloud:ecosystem::app/8f1c',
      AUTHBEAT_FORGE_JWKS_URL: 'http://127.0.0.1:4101/.well-known/jwks.json',
    };
    const { AUTHBEAT_FORGE_APP_ID: appId, AUTHBEAT_FORGE_JWKS_URL: jwksUrl } = forge;
    expect(fromEnvironment({ ...DEV, ...forge }).forge).toEqual({
      appId,
      jwksUrl,
      environments: ['development'],
      origins: [],
    });
    const lists = {
      AUTHBEAT_FORGE_ENVIRONMENTS: 'production,staging',
      AUTHBEAT_FORGE_ORIGINS: 'http://a.localhost:4101,http://b.localhost:4101',
    };
    expect(fromEnvironment({ ...DEV, ...forge, ...lists }).forge).toEqual({
      appId,
      jwksUrl,
      environments: ['production', 'staging'],
      origins: ['http://a.localhost:4101', 'http://b.localhost:4101'],
    });
    const elsewhere = { ...forge, AUTHBEAT_FORGE_JWKS_URL: 'https://keys.example.com/jwks.json' };
    expect(() => fromEnvironment({ ...DEV, ...elsewhere })).toThrow('AUTHBEAT_FORGE_JWKS_URL');
  });

  it('keeps sessions within the longest lifetime that a session may have', () => {
    expect(fromEnvironment({ ...DEV, AUTHBEAT_TOKEN_LIFETIME: '86400' }).sessionLifetime).toBe(3600);
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['no process id', { AUTHBEAT_DEV: undefined }],
    ['no process id, and NODE_ENV=development', { AUTHBEAT_DEV: undefined, NODE_ENV: 'development' }],
    ['another value in place of the process id', { AUTHBEAT_DEV: 'true' }],
    ['process 1', { AUTHBEAT_DEV: '1' }],
    ['the process itself', { AUTHBEAT_DEV: String(process.pid) }],
    // The largest process id of Linux is 2^22.
    ['a process that has ended', { AUTHBEAT_DEV: '2147483647' }],
    ['NODE_ENV=production', { NODE_ENV: 'production' }],
    ['NODE_ENV=production and a key server elsewhere', { NODE_ENV: 'production', AUTHBEAT_KEY_SERVER: 'x' }],
  ])('returns nothing with %s', (_case, changed) => {
    expect(fromEnvironment({ ...DEV, ...changed })).toEqual({});
  });

  it('reads the environment of the process', () => {
    expect(fromEnvironment()).toEqual({});
  });

  it.each(['AUTHBEAT_KEY_SERVER', 'AUTHBEAT_BRIDGE_URL', 'AUTHBEAT_AUTHORIZATION_SERVER', 'APP_URL'])(
    'accepts only loopback hosts in %s',
    (name) => {
      for (const url of [
        undefined,
        '',
        'https://keys.example.com',
        'http://10.0.0.1:4100/install-keys',
        'http://localhost.example.com/',
        'http://127.0.0.1.example.com/',
        'http://127.0.0.1@example.com/',
        'https://example.com/#127.0.0.1',
      ]) {
        const start = (): unknown => fromEnvironment({ ...DEV, [name]: url });
        expect(start).toThrow(ConfigurationError);
        expect(start).toThrow(`the environment variable \`${name}\` must be a URL on a loopback host`);
      }
    },
  );
});
