import { describe, expect, it } from 'vitest';
import { exchangeForm, SECRET_CONTENT, startApp, type TestApp } from './support/app.ts';
import { createForge, KINDS, VARIANTS, type Forge, type Use } from './support/forge.ts';
import type { Site } from './support/site.ts';

/** Every place of a request in which a token can stand. */
const PLACES = ['?jwt', '?ticket', 'JWT', 'Bearer', 'form', 'stale ?jwt', 'stale ?ticket'] as const;
type Place = (typeof PLACES)[number];

/** A door, and exactly the tokens that open it. */
interface Door {
  readonly use: Use;
  /** The form that the door expects, with this token in its place and a good one in every other. */
  readonly form?: (token: string, place: Place, site: Site) => Record<string, string>;
  readonly json?: (site: Site) => object;
  readonly opens: readonly string[];
}

const PANEL = '/foo.html?issueKey=AB-1';

const DOORS: Readonly<Record<string, Door>> = {
  page: {
    use: { method: 'GET', url: PANEL },
    opens: ['good iframe ?jwt', 'good webhook ?jwt', 'good page-ticket ?ticket'],
  },
  'api (read)': {
    use: { method: 'GET', url: '/api/list?x=1' },
    opens: ['good session Bearer', 'good resource-ticket ?ticket'],
  },
  'api (write)': { use: { method: 'POST', url: '/api/list' }, opens: ['good session Bearer'] },
  'api that accepts context tokens': {
    use: { method: 'GET', url: '/ace/list' },
    opens: ['good context JWT', 'good session Bearer', 'good resource-ticket ?ticket'],
  },
  webhook: {
    use: { method: 'POST', url: '/hooks/issue?user=1' },
    opens: ['good iframe JWT', 'good webhook JWT'],
  },
  exchange: {
    use: { method: 'POST', url: '/authbeat/session' },
    form: (token, place) => (place === 'form' ? exchangeForm(token) : exchangeForm('')),
    opens: ['good context form'],
  },
  heartbeat: { use: { method: 'POST', url: '/authbeat/heartbeat' }, opens: ['good session Bearer'] },
  ticket: {
    use: { method: 'POST', url: '/authbeat/ticket' },
    form: () => ({ url: '/api/list' }),
    opens: ['good session Bearer'],
  },
  'sign-out': { use: { method: 'DELETE', url: '/authbeat/session' }, opens: ['good session Bearer'] },
  recovery: {
    use: { method: 'POST', url: '/authbeat/recovery' },
    form: (token, place, site) => ({
      subject_token: place === 'form' ? token : site.context(),
      url: staleUrl(token, place, site),
    }),
    opens: [
      'good context form',
      'good iframe stale ?jwt',
      'good webhook stale ?jwt',
      'expired iframe stale ?jwt',
      'expired webhook stale ?jwt',
      'good page-ticket stale ?ticket',
      'expired page-ticket stale ?ticket',
    ],
  },
  installed: {
    use: { method: 'POST', url: '/authbeat/installed' },
    json: (site) => site.lifecycleBody('installed'),
    opens: ['good lifecycle JWT'],
  },
  uninstalled: {
    use: { method: 'POST', url: '/authbeat/uninstalled' },
    // Of another site, or nothing would be left to try the next door with.
    json: (site) => ({ ...site.lifecycleBody('uninstalled'), clientKey: 'somebody-else' }),
    opens: [],
  },
  enabled: {
    use: { method: 'POST', url: '/authbeat/enabled' },
    json: (site) => site.lifecycleBody('enabled'),
    opens: ['good iframe JWT', 'good webhook JWT'],
  },
};

/** The URL that the recovery endpoint is told: genuine, unless its credential is the one that is tried. */
function staleUrl(token: string, place: Place, site: Site): string {
  if (place === 'stale ?jwt') return `${PANEL}&jwt=${token}`;
  if (place === 'stale ?ticket') return `${PANEL}&authbeat_ticket=${token}`;
  return place === 'form' ? site.iframe(PANEL) : PANEL;
}

async function knock(app: TestApp, site: Site, door: Door, token: string, place: Place): Promise<Response> {
  const { method, url } = door.use;
  const join = url.includes('?') ? '&' : '?';
  const query = { '?jwt': `${join}jwt=${token}`, '?ticket': `${join}authbeat_ticket=${token}` };
  const body = door.json
    ? JSON.stringify(door.json(site))
    : new URLSearchParams(
        door.form?.(token, place, site) ?? { token, jwt: token, subject_token: token },
      ).toString();
  return fetch(app.baseUrl + url + (place === '?jwt' || place === '?ticket' ? query[place] : ''), {
    method,
    headers: {
      'content-type': door.json ? 'application/json' : 'application/x-www-form-urlencoded',
      ...((place === 'JWT' || place === 'Bearer') && { authorization: `${place} ${token}` }),
    },
    ...(method !== 'GET' && { body }),
  });
}

/** The request that a token of this kind has to be bound to, to have the best chance at this door. */
function bestUse(door: Door, place: Place): Use {
  return place.startsWith('stale') ? { method: 'GET', url: PANEL } : door.use;
}

async function findOpeners(app: TestApp, site: Site, forge: Forge, door: Door): Promise<string[]> {
  const attempts = KINDS.flatMap((kind) => VARIANTS.map((variant) => ({ kind, variant })));
  // A good token is tried everywhere; one with a fault, wherever this door takes a token at all.
  const reading = PLACES.filter(
    (place) => place === 'JWT' || door.opens.some((opener) => opener.endsWith(` ${place}`)),
  );
  const openers = await Promise.all(
    attempts.map(async ({ kind, variant }) => {
      const opened: string[] = [];
      for (const place of variant === 'good' ? PLACES : reading) {
        const token = await forge.token(kind, variant, bestUse(door, place));
        const answer = await knock(app, site, door, token, place);
        const body = await answer.text();
        if (answer.status < 400) opened.push(`${variant} ${kind} ${place}`);
        else if (body.includes(SECRET_CONTENT)) opened.push(`content to ${variant} ${kind} ${place}`);
      }
      return opened;
    }),
  );
  return openers.flat();
}

describe('every token of every kind, in every place of a request', () => {
  // A webhook's token is an iframe's in all but its use: same secret, same claims, bound to one request each.
  it.each(Object.entries(DOORS))('opens the door "%s" exactly where it is meant to', async (_name, door) => {
    const app = await startApp();
    const site = await app.installedSite('tenant-a');
    const stranger = await app.installedSite('tenant-b');
    const forge = createForge(app, site, stranger);
    expect(new Set(await findOpeners(app, site, forge, door))).toEqual(new Set(door.opens));
  });
});
