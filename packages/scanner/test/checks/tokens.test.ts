import { randomBytes } from 'node:crypto';
import { decodeToken, readHostClaims, verifyHs256, type HostClaims } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { statusesAt, reasonsOf, scanFixture, scanFromOutside } from '../fixtures/fixture.ts';
import {
  html,
  STANDARD_PARTS,
  tokenOf,
  type AppParts,
  type AppState,
  type Refusal,
} from '../fixtures/model-app.ts';
import type { AppRequest } from '../fixtures/serve.ts';
import { ticking } from '../fixtures/ticking.ts';

describe('the check api-tokens', () => {
  it('warns of an API that takes its own token from its URL', async () => {
    const api: AppParts['api'] = (request, state, parts) => {
      const token = request.query.get('jwt');
      const headers = token === null ? request.headers : { authorization: `JWT ${token}` };
      return STANDARD_PARTS.api({ ...request, headers }, state, parts);
    };
    const report = await scanFixture({ parts: { api } }, { only: ['api-tokens'], apis: ['/api/notes'] });
    expect(statusesAt(report, 'api-tokens')).toEqual(['warning']);
  });

  it('does not judge an API that refuses a genuine token, too', async () => {
    const parts = { api: () => ({ status: 404, body: '' }) };
    const report = await scanFixture({ parts }, { only: ['api-tokens'], apis: ['/api/notes'] });
    expect(statusesAt(report, 'api-tokens')).toEqual(['not-judged']);
  });
});

describe('the check signed-install', () => {
  const only = ['signed-install'];

  it('only warns of `disabled`, which hosts send without a token after an uninstallation', async () => {
    const parts: Partial<AppParts> = {
      descriptor: (standard) => ({
        ...standard,
        lifecycle: { installed: '/installed', disabled: '/disabled' },
      }),
      other: (request, state) =>
        request.path === '/disabled' ? { status: 204 } : STANDARD_PARTS.other(request, state),
    };
    const report = await scanFromOutside({ parts }, { only });
    expect(statusesAt(report, 'signed-install')).toEqual(['pass', 'warning']);
  });

  it('tests what the descriptor names as installation, not what has the word in its URL', async () => {
    const parts: Partial<AppParts> = {
      descriptor: (standard) => ({
        ...standard,
        modules: { generalPages: [{ key: 'page', url: '/reinstall-guide' }] },
      }),
      other: () => html(200, 'ada@example.com'),
    };
    const report = await scanFromOutside({ parts }, { only: ['signed-install', 'authentication'] });
    expect(statusesAt(report, 'signed-install')).toEqual(['pass', 'pass']);
    expect(statusesAt(report, 'authentication', '/reinstall-guide')).toEqual(['fail']);
  });
});

describe('the check install-takeover', () => {
  it('finds a tenant that can replace the secret of another', async () => {
    const parts: Partial<AppParts> = {
      // The token is good; whose it is, is not compared with whom it installs.
      admitLifecycle: async (request, state) => {
        const token = tokenOf(request) ?? '';
        const { iss = '' } = readClaims(token);
        return STANDARD_PARTS.admitLifecycle({ ...request, body: JSON.stringify({ clientKey: iss }) }, state);
      },
    };
    const report = await scanFixture({ parts }, { only: ['install-takeover', 'signed-install'] });
    expect(statusesAt(report, 'signed-install')).toEqual(['pass', 'pass']);
    expect(statusesAt(report, 'install-takeover')).toEqual(['pass', 'fail']);
  });

  it('leaves no tenant of its own behind', async () => {
    const left = new Set<string>();
    const parts: Partial<AppParts> = {
      lifecycle(request) {
        const { clientKey = '' } = JSON.parse(request.body || '{}') as { clientKey?: string };
        if (request.path === '/installed') left.add(clientKey);
        else left.delete(clientKey);
        return { status: 204 };
      },
    };
    await scanFromOutside({ parts }, { only: ['1.4'] });
    expect([...left]).toEqual([]);
  });
});

describe('the check privilege', () => {
  it('warns when other users get 200, but with something else', async () => {
    const parts: Partial<AppParts> = {
      mayAdminister: () => true,
      page: (_, { sub = '' }) => html(200, sub.startsWith('admin') ? 'All settings' : 'Ask an administrator'),
    };
    const report = await scanFixture({ parts }, { only: ['privilege'] });
    expect(statusesAt(report, 'privilege', '/admin')).toEqual(['warning']);
    expect(reasonsOf(report, 'privilege')).toContain('All settings');
  });

  it('is not misled by the token of a form, which changes with every load', async () => {
    const parts = { mayAdminister: () => true, page: () => html(200, `<h1>Settings</h1>${form()}`) };
    const report = await scanFixture({ parts }, { only: ['privilege'] });
    expect(statusesAt(report, 'privilege', '/admin')).toEqual(['fail']);
  });
});

describe('the check token-forgery', () => {
  it('finds an app that accepts any token that names a known tenant', async () => {
    const parts: Partial<AppParts> = {
      verify(token, request, state) {
        const { iss = '' } = readClaims(token);
        if (!state.tenants.has(iss)) return STANDARD_PARTS.verify(token, request, state);
        return { iss, qsh: 'any', exp: 0, context: {} };
      },
    };
    expect(
      statusesAt(await scanFromOutside({ parts }, { only: ['token-forgery'] }), 'token-forgery'),
    ).not.toContain('fail');
    expect(statusesAt(await scanFixture({ parts }, { only: ['token-forgery'] }), 'token-forgery')).toContain(
      'fail',
    );
  });
});

describe('the check tenant-isolation', () => {
  it('finds a page that shows one tenant the data of another', async () => {
    const visitors = new Set<string>();
    const page: AppParts['page'] = (_, { iss }) => html(200, `Seen by ${[...visitors.add(iss)].join(', ')}`);
    const report = await scanFixture({ parts: { page } }, { only: ['tenant-isolation'] });
    expect(statusesAt(report, 'tenant-isolation', '/page')).toEqual(['fail']);
    expect(reasonsOf(report, 'tenant-isolation')).toContain('is shown the key');
  });
});

describe('the check token-expiry', () => {
  it('only notes tokens that were issued ahead of time, which no attacker can exploit', async () => {
    const parts: Partial<AppParts> = {
      mayAdminister: () => true,
      verify(token, request, state) {
        const { iss = '', iat = 0 } = readClaims(token);
        return iat > Date.now() / 1000 + 60 && state.tenants.has(iss)
          ? { iss, qsh: 'any', exp: 0, context: {} }
          : STANDARD_PARTS.verify(token, request, state);
      },
    };
    const report = await scanFixture({ parts }, { only: ['token-expiry'] });
    expect(new Set(statusesAt(report, 'token-expiry'))).toEqual(new Set(['pass']));
    expect(reasonsOf(report, 'token-expiry')).toContain('issued an hour ahead');
  });

  it('warns of tokens without an end, which no host issues', async () => {
    const parts: Partial<AppParts> = {
      mayAdminister: () => true,
      verify(token, request, state) {
        const claims = readClaims(token);
        return 'exp' in claims || !claims.iss
          ? STANDARD_PARTS.verify(token, request, state)
          : { iss: claims.iss, qsh: 'any', exp: 0, context: {} };
      },
    };
    const report = await scanFixture({ parts }, { only: ['token-expiry'] });
    expect(new Set(statusesAt(report, 'token-expiry'))).toEqual(new Set(['warning']));
    expect(reasonsOf(report, 'token-expiry')).toContain('without an end');
  });
});

describe('the check token-binding', () => {
  it('warns of a token without `qsh`, on pages and on APIs', async () => {
    const parts: Partial<AppParts> = {
      mayAdminister: () => true,
      verify: (token, request, state) =>
        isUnbound(token, state)
          ? readHostClaims(withQsh(token))
          : STANDARD_PARTS.verify(token, request, state),
      api: (request, state, parts) =>
        isUnbound(tokenOf(request) ?? '', state)
          ? { status: 200, body: '[]' }
          : STANDARD_PARTS.api(request, state, parts),
    };
    const report = await scanFixture({ parts }, { only: ['token-binding'], apis: ['/api/notes'] });
    expect(new Set(statusesAt(report, 'token-binding'))).toEqual(new Set(['warning']));
    expect(statusesAt(report, 'token-binding', '/api/notes')).toEqual(['warning']);
    expect(reasonsOf(report, 'token-binding')).toContain('without `qsh`');
  });

  it('only notes that an app picks one of two tokens, which no attacker can exploit', async () => {
    const parts: Partial<AppParts> = {
      admit(request, state, parts) {
        const [token = ''] = request.query.getAll('jwt');
        return token === '' ? STANDARD_PARTS.admit(request, state, parts) : admitWith(token, request, state);
      },
    };
    const report = await scanFixture({ parts }, { only: ['token-binding'] });
    expect(statusesAt(report, 'token-binding', '/page')).toEqual(['pass']);
    expect(reasonsOf(report, 'token-binding')).toContain('It accepts a URL with two tokens');
  });
});

/** Is it a genuine token that is bound to no request and of no kind? */
function isUnbound(token: string, state: AppState): boolean {
  try {
    const decoded = decodeToken(token);
    verifyHs256(decoded, state.tenants.get(String(decoded.claims['iss'])) ?? []);
    return decoded.claims['qsh'] === undefined;
  } catch {
    return false;
  }
}

function withQsh(token: string): Record<string, unknown> {
  return { ...decodeToken(token).claims, qsh: 'none' };
}

function admitWith(token: string, request: AppRequest, state: AppState): HostClaims | Refusal {
  try {
    return STANDARD_PARTS.verify(token, request, state);
  } catch {
    return 'invalid';
  }
}

describe('an error page that is sent with 200', () => {
  it('is no acceptance of the token, but a warning', async () => {
    const refuse: AppParts['refuse'] = (request, refusal) =>
      refusal === 'expired'
        ? html(200, '<p>Your session has ended.</p>')
        : STANDARD_PARTS.refuse(request, refusal);
    const parts = { refuse, page: () => html(200, '<h1>Latest notes</h1>') };
    const report = await scanFixture({ parts }, { only: ['token-expiry'] });
    expect(statusesAt(report, 'token-expiry', '/page')).toEqual(['warning']);
    expect(reasonsOf(report, 'token-expiry')).toContain(
      'A request with a token that expired an hour ago gets 200, but nothing of what a user is shown',
    );
  });

  it('does not pass for a page that needs no token', async () => {
    const refuse = () => html(200, '<p>Please sign in.</p>');
    const parts = { refuse, page: () => html(200, '<h1>Latest notes</h1>') };
    const report = await scanFixture({ parts }, { only: ['token-expiry'] });
    expect(new Set(statusesAt(report, 'token-expiry', '/page'))).toEqual(new Set(['not-judged']));
    expect(reasonsOf(report, 'token-expiry')).toContain('It refuses with a success');
  });

  it('is not taken for one when it shows something of the page', async () => {
    const parts: Partial<AppParts> = {
      admit(request, state, parts) {
        const admitted = STANDARD_PARTS.admit(request, state, parts);
        return admitted === 'expired' ? { iss: 'anyone', qsh: 'any', exp: 0, context: {} } : admitted;
      },
      page: (_, { exp }) =>
        html(200, exp === 0 ? 'Nobody reads the latest notes' : 'The latest notes of Ada'),
    };
    const report = await scanFixture({ parts }, { only: ['token-expiry'] });
    expect(statusesAt(report, 'token-expiry', '/page')).toEqual(['fail']);
  });
});

describe('the check tenant-enumeration', () => {
  it('does not take a clock or an id for a difference', async () => {
    const report = await scanFixture({ parts: ticking() }, { only: ['tenant-enumeration'] });
    expect(new Set(statusesAt(report, 'tenant-enumeration'))).toEqual(new Set(['pass']));
  });

  it('does not take what changes with every load for a difference', async () => {
    let count = 1000;
    const refuse = () => html(401, `<p>Error ${(count += 1)}</p>${form()}`);
    const report = await scanFixture({ parts: { refuse } }, { only: ['tenant-enumeration'] });
    expect(new Set(statusesAt(report, 'tenant-enumeration'))).toEqual(new Set(['pass']));
  });

  it('finds the difference between refusals that change with every load', async () => {
    const refuse: AppParts['refuse'] = (request, refusal) =>
      html(refusal === 'missing' ? 401 : 403, `<p>${whoIs(request)}</p>${form()}`);
    const report = await scanFixture({ parts: { refuse } }, { only: ['tenant-enumeration'] });
    expect(statusesAt(report, 'tenant-enumeration', '/page')).toEqual(['warning']);
    expect(reasonsOf(report, 'tenant-enumeration')).toContain('A known tenant');
  });
});

describe('the check malformed-tokens', () => {
  it('does not take one slow response for a hang', async () => {
    const seen = new Set<string>();
    const refuse: AppParts['refuse'] = (request, refusal) => {
      if (request.query.get('jwt') !== 'garbage' || seen.has(request.target)) {
        return STANDARD_PARTS.refuse(request, refusal);
      }
      seen.add(request.target);
      return 'never';
    };
    const report = await scanFixture({ parts: { refuse } }, { only: ['malformed-tokens'], timeout: 1 });
    expect(seen.size).toBe(1);
    expect(statusesAt(report, 'malformed-tokens')).not.toContain('fail');
  });

  it('warns of an error of the server', async () => {
    const refuse: AppParts['refuse'] = (request, refusal) =>
      request.query.get('jwt') === 'a.b.c' ? html(500, 'Oops') : STANDARD_PARTS.refuse(request, refusal);
    const report = await scanFixture({ parts: { refuse } }, { only: ['malformed-tokens'] });
    expect(statusesAt(report, 'malformed-tokens', '/panel?issueKey=AB-1')).toEqual(['warning']);
  });
});

/** A form as frameworks send it, with a token that every load changes. */
function form(): string {
  return `<form><input type="hidden" name="_csrf" value="${randomBytes(32).toString('base64url')}"></form>`;
}

function whoIs(request: AppRequest): string {
  return readClaims(tokenOf(request) ?? '').iss?.startsWith('tenant-') ? 'A known tenant' : 'Somebody else';
}

/** The claims of a token, unverified. */
function readClaims(token: string): { iss?: string; exp?: unknown; iat?: number } {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { iss?: string };
  } catch {
    return {};
  }
}
