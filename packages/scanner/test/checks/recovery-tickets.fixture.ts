import { randomUUID } from 'node:crypto';
import { CONTEXT_QSH, decodeToken, readHostClaims, verifyHs256, type HostClaims } from '@authbeat/core';
import { html, STANDARD_PARTS, type AppParts, type AppState } from '../fixtures/model-app.ts';
import type { AppRequest, Reply } from '../fixtures/serve.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

/** An app whose expired pages recover as Authbeat's do. */
export function recoveryParts({ spendsTickets }: { readonly spendsTickets: boolean }): Partial<AppParts> {
  const tickets = new Map<string, { target: string; claims: HostClaims }>();
  return {
    admit(request, state, parts) {
      const id = request.query.get('ticket');
      const ticket = id === null ? undefined : tickets.get(id);
      if (id === null || !ticket) return STANDARD_PARTS.admit(request, state, parts);
      if (ticket.target !== request.target) return 'invalid';
      if (spendsTickets) tickets.delete(id);
      return ticket.claims;
    },
    refuse: (request, refusal) =>
      refusal === 'expired'
        ? html(401, '<script src="/authbeat/recovery.js"></script>')
        : STANDARD_PARTS.refuse(request, refusal),
    other(request, state) {
      if (request.path === '/authbeat/recovery.js') return script();
      if (request.path !== '/authbeat/recovery') return STANDARD_PARTS.other(request, state);
      const claims = verifyRecovery(request, state);
      if (!claims) {
        return {
          status: 401,
          headers: { 'content-type': 'application/json' },
          body: '{"code":"recovery_refused"}',
        };
      }
      const id = randomUUID();
      const target = `${new URLSearchParams(request.body).get('url')?.replace(/&jwt=.*/, '')}&ticket=${id}`;
      tickets.set(id, { target, claims });
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url: target }),
      };
    },
  };
}

function script(): Reply {
  return { status: 200, headers: { 'content-type': 'text/javascript' }, body: 'AP.context.getToken()' };
}

/** The claims of the fresh token, if both tokens are valid and name the same account. */
function verifyRecovery(request: AppRequest, state: AppState): HostClaims | undefined {
  try {
    const form = new URLSearchParams(request.body);
    const stale = new URL(form.get('url') ?? '', state.baseUrl).searchParams.get('jwt') ?? '';
    const [fresh, late] = [form.get('subject_token') ?? '', stale].map((token) => {
      const decoded = decodeToken(token);
      const claims = readHostClaims(decoded.claims);
      verifyHs256(decoded, state.tenants.get(claims.iss) ?? []);
      return claims;
    });
    const isTheirs = fresh?.qsh === CONTEXT_QSH && fresh.iss === late?.iss && fresh.sub === late.sub;
    return isTheirs ? fresh : undefined;
  } catch {
    return undefined;
  }
}

export const safe: Fixture = { parts: recoveryParts({ spendsTickets: true }) };

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: recoveryParts({ spendsTickets: false }),
};
