import { describe, expect, it } from 'vitest';
import { ConfigurationError, createAuthbeat, type AuthbeatOptions } from '../src/index.ts';
import { memoryStore } from '../src/stores/memory.ts';

const GOOD: AuthbeatOptions = {
  appKey: 'issue-panel',
  baseUrl: 'https://app.example.com',
  sessionKeys: ['kJ8s-0123456789-abcdefghijklmnopqrstuvwxyz'],
  store: memoryStore(),
};

const FORGE = { appId: 'ari:cloud:ecosystem::app/8f1c' };

function problemsOf(options: object): readonly string[] {
  try {
    createAuthbeat({ ...GOOD, ...options });
    return [];
  } catch (error) {
    return error instanceof ConfigurationError ? error.problems : [String(error)];
  }
}

describe('createAuthbeat', () => {
  it('takes good options', () => {
    expect(problemsOf({})).toEqual([]);
    expect(
      problemsOf({ baseUrl: 'http://127.0.0.1:3000/jira/', mount: '/a/b', recovery: { maxAge: 60 } }),
    ).toEqual([]);
    expect(problemsOf({ forge: FORGE })).toEqual([]);
    expect(problemsOf({ forge: { ...FORGE, origins: ['https://*.atlassian.net'] } })).toEqual([]);
    expect(problemsOf({ leeway: undefined, recovery: undefined, encryptionKeys: undefined })).toEqual([]);
  });

  it.each<[string, object]>([
    ['appKey', { appKey: '' }],
    ['baseUrl', { baseUrl: 'http://app.example.com' }],
    ['baseUrl', { baseUrl: 'https://app.example.com/?a=b' }],
    ['baseUrl', { baseUrl: undefined }],
    ['audience', { audience: '' }],
    ['audience', { audience: 'with a space' }],
    ['audience', { audience: 5 }],
    ['nodeName', { nodeName: '' }],
    ['nodeName', { nodeName: 'x'.repeat(201) }],
    ['nodeName', { nodeName: 'a b' }],
    ['sessionKeys', { sessionKeys: [] }],
    ['sessionKeys', { sessionKeys: 'a text' }],
    ['sessionKeys[0]', { sessionKeys: [undefined] }],
    ['sessionKeys[0]', { sessionKeys: ['short'] }],
    ['sessionKeys[0]', { sessionKeys: ['a'.repeat(64)] }],
    ['sessionKeys[0]', { sessionKeys: ['passwordpasswordpasswordpasswor'] }],
    ['sessionKeys[1]', { sessionKeys: [GOOD.sessionKeys[0], ''] }],
    ['encryptionKeys[0]', { encryptionKeys: ['short'] }],
    ['store', { store: undefined }],
    ['store', { store: {} }],
    ['mount', { mount: '/authbeat/' }],
    ['mount', { mount: 'authbeat' }],
    ['lifecyclePaths.installed', { lifecyclePaths: { installed: 'installed' } }],
    ['lifecyclePaths.upgraded', { lifecyclePaths: { upgraded: '/upgraded' } }],
    ['lifecyclePaths', { lifecyclePaths: { installed: '/hook', uninstalled: '/hook' } }],
    ['installKeyServers', { installKeyServers: [] }],
    ['installKeyServers', { installKeyServers: ['http://keys.example.com'] }],
    ['bridgeUrl', { bridgeUrl: 'javascript:alert(1)' }],
    ['docsUrl', { docsUrl: 'javascript:alert(1)' }],
    ['forge', { forge: 'ari:cloud:ecosystem::app/8f1c' }],
    ['forge.appId', { forge: {} }],
    ['forge.appId', { forge: { appId: '8f1c' } }],
    ['forge.appID', { forge: { ...FORGE, appID: 'x' } }],
    ['forge.environments', { forge: { ...FORGE, environments: [] } }],
    ['forge.environments', { forge: { ...FORGE, environments: ['PRODUCTION'] } }],
    ['forge.jwksUrl', { forge: { ...FORGE, jwksUrl: 'http://keys.example.com/jwks.json' } }],
    ['forge.origins', { forge: { ...FORGE, origins: ['*'] } }],
    ['forge.apiOrigins', { forge: { ...FORGE, apiOrigins: ['https://api.atlassian.com/ex'] } }],
    ['forge.apiOrigins', { forge: { ...FORGE, apiOrigins: ['http://api.atlassian.com'] } }],
    ['forge.origins', { forge: { ...FORGE, origins: ['https://a.cdn.prod.atlassian-dev.net/'] } }],
    ['forge.origins', { forge: { ...FORGE, origins: ['https://*'] } }],
    ['forge.origins', { forge: { ...FORGE, origins: ['https://*.net'] } }],
    ['forge.origins', { forge: { ...FORGE, origins: ['https://a.*.net'] } }],
    ['forge.origins', { forge: { ...FORGE, origins: ['https://*.*.net'] } }],
    ['forge.origins', { forge: { ...FORGE, origins: ['http://*.atlassian.net'] } }],
    ['forge.origins', { forge: { ...FORGE, origins: ['https://*.Atlassian.net'] } }],
    ['forge.apiOrigins', { forge: { ...FORGE, apiOrigins: ['https://*.atlassian.com'] } }],
    ['forge.origins', { forge: { ...FORGE, origins: 'https://a.cdn.prod.atlassian-dev.net' } }],
    ['forge', { forge: FORGE, transport: 'cookie' }],
    ['sessionLifetime', { sessionLifetime: 0 }],
    ['sessionLifetime', { sessionLifetime: '15m' }],
    ['sessionLifetime', { sessionLifetime: Number.NaN }],
    ['hostProofMaxAge', { hostProofMaxAge: 86_401 }],
    ['ticketLifetime', { ticketLifetime: 301 }],
    ['leeway', { leeway: 61 }],
    ['leeway', { leeway: -1 }],
    ['previousSecretLifetime', { previousSecretLifetime: -1 }],
    ['staleWhileError', { staleWhileError: 3601 }],
    ['disabledTenants', { disabledTenants: 'forget' }],
    ['installKeyTimeout', { installKeyTimeout: 0 }],
    ['recovery.maxAge', { recovery: { maxAge: 0 } }],
    ['recovery.bridgeTimeout', { recovery: { bridgeTimeout: 0 } }],
    ['recovery', { recovery: 'yes' }],
    ['transport', { transport: 'local-storage' }],
    ['senderConstrained', { senderConstrained: 'always' }],
    ['senderConstrained', { senderConstrained: 'optional', transport: 'cookie' }],
    ['now', { now: 0 }],
    ['logger', { logger: {} }],
    ['onEvent', { onEvent: true }],
  ])('names the option %s when it is wrong', (name, options) => {
    expect(problemsOf(options)).toEqual([expect.stringContaining(`\`${name}\``)]);
  });

  it.each<[string, object]>([
    ['`sessionKey` is not an option: did you mean `sessionKeys`?', { sessionKey: GOOD.sessionKeys }],
    ['`baseURL` is not an option: did you mean `baseUrl`?', { baseURL: 'https://app.example.com' }],
    ['`encriptionKey` is not an option: did you mean `encryptionKeys`?', { encriptionKey: undefined }],
    ['`recovery.maxage` is not an option: did you mean `recovery.maxAge`?', { recovery: { maxage: 60 } }],
    ['`cookies` is not an option', { cookies: true }],
    [
      '`sessionKeys[0]` is not set: set the environment variable that it is read from, or leave it out',
      { sessionKeys: [undefined] },
    ],
    [
      '`encryptionKeys[1]` is not set: set the environment variable that it is read from, or leave it out',
      { encryptionKeys: [GOOD.sessionKeys[0], undefined] },
    ],
  ])('says %s', (problem, options) => {
    expect(problemsOf(options)).toEqual([problem]);
  });

  it('reports all mistakes at once, and no key', () => {
    const secret = 'too short a key';
    const problems = problemsOf({ appKey: '', sessionKeys: [secret], leeway: 99 });
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain(secret);
  });

  it('says in one sentence what to do', () => {
    expect(() => createAuthbeat({ ...GOOD, leeway: 99 })).toThrow(
      expect.objectContaining({
        code: 'configuration_invalid',
        message: 'Authbeat cannot start: `leeway` must be a number from 0 to 60.',
      }),
    );
  });
});
