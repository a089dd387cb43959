import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../src/index.ts';
import { FIELDS } from '../src/configuration/fields.ts';

const KEYS = { AUTHBEAT_SESSION_KEYS: 'one,two' };
const SCHEMA = JSON.parse(
  readFileSync(new URL('../schema/gateway.schema.json', import.meta.url), 'utf8'),
) as { readonly properties: Record<string, unknown> };

describe('the configuration of a gateway', () => {
  it('comes from the file and from the environment, which wins', () => {
    const file = { upstream: 'http://127.0.0.1:1', port: 1, apis: [{ path: '/api/*' }], leeway: 5 };
    const { gateway, process, storeUrl } = readConfiguration(file, {
      ...KEYS,
      AUTHBEAT_GATEWAY_UPSTREAM: 'http://127.0.0.1:2',
      AUTHBEAT_GATEWAY_PORT: '2',
      AUTHBEAT_GATEWAY_PUBLIC: '/a.js,/static/*',
      AUTHBEAT_GATEWAY_TRUST_FORWARDED: 'true',
      AUTHBEAT_STORE: 'redis://127.0.0.1',
      AUTHBEAT_UPSTREAM_SECRET: 'a secret of both',
    });
    expect(gateway).toEqual({
      upstream: 'http://127.0.0.1:2',
      apis: [{ path: '/api/*' }],
      public: ['/a.js', '/static/*'],
      trustForwarded: true,
      upstreamSecret: 'a secret of both',
      server: { sessionKeys: ['one', 'two'], encryptionKeys: [], leeway: 5 },
    });
    expect([process.port, process.healthPath, storeUrl]).toEqual([2, '/healthz', 'redis://127.0.0.1']);
  });

  it('names every mistake at once, and repeats no secret', () => {
    const file = { upsteam: 'x', port: '1', sessionKeys: ['hunter2'], pages: '/a' };
    const read = (): unknown => readConfiguration(file, { AUTHBEAT_GATEWAY_LEEWAY: 'ten' });
    expect(read).toThrow(
      'The gateway cannot start: `upsteam` is no option of the gateway; ' +
        '`sessionKeys` is a secret: set the environment variable `AUTHBEAT_SESSION_KEYS` instead; ' +
        'the environment variable `AUTHBEAT_GATEWAY_LEEWAY` must be a number; `port` must be a number; ' +
        '`pages` must be a list; ' +
        'the environment variable `AUTHBEAT_SESSION_KEYS` must hold keys, separated by commas.',
    );
    expect(read).not.toThrow('hunter2');
  });

  it('names addresses, paths and keys that cannot be used', () => {
    const file = { port: 65_536, healthPath: 'healthz', readyPath: 'healthz', drainTimeout: -1 };
    expect(() => readConfiguration(file, { ...KEYS, AUTHBEAT_ASSERTION_KEY: 'key.pem' })).toThrow(
      'The gateway cannot start: ' +
        'the environment variable `AUTHBEAT_ASSERTION_KEY` must hold private keys in PEM form; ' +
        '`port` must be a whole number from 0 to 65535; `drainTimeout` must be a number from 0 to 3600; ' +
        '`healthPath` must be a path such as /healthz; `readyPath` must be a path such as /readyz; ' +
        '`healthPath` and `readyPath` must be two paths.',
    );
  });

  it('has a schema that names every option', () => {
    expect(Object.keys(SCHEMA.properties).toSorted()).toEqual(['$schema', ...Object.keys(FIELDS)].toSorted());
    const validate = new Ajv({ strict: false }).compile(SCHEMA);
    expect(validate({ upstream: 'http://127.0.0.1:8080', apis: [{ path: '/api/*', identity: 'jwt' }] })).toBe(
      true,
    );
    expect(validate({ upstream: 'http://127.0.0.1:8080', sessionKeys: [] })).toBe(false);
    expect(validate({ apis: [{ path: 'api' }] })).toBe(false);
  });
});
