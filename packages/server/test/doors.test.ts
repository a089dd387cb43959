import { readFile } from 'node:fs/promises';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { exchangeForm, SECRET_CONTENT, startApp, type TestApp } from './support/app.ts';
import { createForge, KINDS, VARIANTS, type Forge, type Kind, type Use } from './support/forge.ts';
import { Prover } from './support/prover.ts';
import type { Site } from './support/site.ts';

/** Every place of a request in which a token can stand. */
const PLACES = ['?jwt', '?ticket', 'JWT', 'Bearer', 'DPoP', 'form', 'stale ?jwt', 'stale ?ticket'] as const;
type Place = (typeof PLACES)[number];

/** How to knock at a door. Which tokens open it is what the docs say. */
interface Door {
  readonly use: Use;
  /** The form that the door expects, with this token in its place and a good one in every other. */
  readonly form?: (token: string, place: Place, site: Site) => Record<string, string>;
  readonly json?: (site: Site) => object;
}

const SCHEMES: ReadonlySet<Place> = new Set(['JWT', 'Bearer', 'DPoP']);

const PANEL = '/foo.html?issueKey=AB-1';

const DOORS: Readonly<Record<string, Door>> = {
  page: { use: { method: 'GET', url: PANEL } },
  'api read': { use: { method: 'GET', url: '/api/list?x=1' } },
  'api write': { use: { method: 'POST', url: '/api/list' } },
  'api context': { use: { method: 'GET', url: '/ace/list' } },
  webhook: { use: { method: 'POST', url: '/hooks/issue?user=1' } },
  exchange: {
    use: { method: 'POST', url: '/authbeat/session' },
    form: (token, place) => exchangeForm(place === 'form' ? token : ''),
  },
  heartbeat: { use: { method: 'POST', url: '/authbeat/heartbeat' } },
  ticket: { use: { method: 'POST', url: '/authbeat/ticket' }, form: () => ({ url: '/api/list' }) },
  'sign-out': { use: { method: 'DELETE', url: '/authbeat/session' } },
  recovery: {
    use: { method: 'POST', url: '/authbeat/recovery' },
    form: (token, place, site) => ({
      subject_token: place === 'form' ? token : site.context(),
      url: staleUrl(token, place, site),
    }),
  },
  installed: {
    use: { method: 'POST', url: '/authbeat/installed' },
    json: (site) => site.lifecycleBody('installed'),
  },
  uninstalled: {
    use: { method: 'POST', url: '/authbeat/uninstalled' },
    // Of another site, or nothing would be left to try the next token with.
    json: (site) => ({ ...site.lifecycleBody('uninstalled'), clientKey: 'another-tenant' }),
  },
  enabled: {
    use: { method: 'POST', url: '/authbeat/enabled' },
    json: (site) => site.lifecycleBody('enabled'),
  },
};

/** What the docs' cells say, as tokens in places. `stale` means a place for expired ones as well. */
const CELLS: Readonly<Record<string, (kind: Kind) => readonly string[]>> = {
  '–': () => [],
  '`?jwt`': (kind) => [`good ${kind} ?jwt`],
  '`?authbeat_ticket`': (kind) => [`good ${kind} ?ticket`],
  '`JWT`': (kind) => [`good ${kind} JWT`],
  '`Bearer`': (kind) => [`good ${kind} Bearer`],
  '`DPoP`': (kind) => [`good ${kind} DPoP`],
  '`form`': (kind) => [`good ${kind} form`],
  '`stale`': (kind) => {
    const place = kind === 'page-ticket' ? 'stale ?ticket' : 'stale ?jwt';
    return [`good ${kind} ${place}`, `expired ${kind} ${place}`];
  },
};

/** The table of docs/server/doors.md: by door, which tokens open it. */
function readTable(markdown: string): ReadonlyMap<string, readonly string[]> {
  const rows = markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(
    rows.slice(2).map(([door = '', ...cells]) => {
      if (cells.length !== KINDS.length) throw new Error(`The row ${door} has ${cells.length} cells.`);
      const openers = KINDS.flatMap((kind, column) => {
        const readCell = CELLS[cells[column] ?? ''];
        if (!readCell) throw new Error(`The row ${door} says ${cells[column]}.`);
        return readCell(kind);
      });
      return [door, openers];
    }),
  );
}

const TABLE = readTable(await readFile(new URL('../../../docs/server/doors.md', import.meta.url), 'utf8'));

/** The URL in the recovery request: genuine, unless its credential is the one under test. */
function staleUrl(token: string, place: Place, site: Site): string {
  if (place === 'stale ?jwt') return `${PANEL}&jwt=${token}`;
  if (place === 'stale ?ticket') return `${PANEL}&authbeat_ticket=${token}`;
  return place === 'form' ? site.iframe(PANEL) : PANEL;
}

/** Who presents tokens, and to whom. */
interface Scene {
  readonly app: TestApp;
  readonly site: Site;
  readonly forge: Forge;
  /** Signs the proofs of bound sessions. */
  readonly prover: Prover;
}

async function knock(
  { app, site, prover }: Scene,
  door: Door,
  token: string,
  place: Place,
): Promise<Response> {
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
      ...(SCHEMES.has(place) && { authorization: `${place} ${token}` }),
      ...(place === 'DPoP' && { dpop: await prover.prove(method, url, token) }),
    },
    ...(method !== 'GET' && { body }),
  });
}

/** The request that a token of this kind has to be bound to, to have the best chance at this door. */
function bestUse(door: Door, place: Place): Use {
  return place.startsWith('stale') ? { method: 'GET', url: PANEL } : door.use;
}

async function findOpeners(scene: Scene, door: Door, documented: readonly string[]): Promise<string[]> {
  const attempts = KINDS.flatMap((kind) => VARIANTS.map((variant) => ({ kind, variant })));
  // A good token is tried everywhere; one with a fault, wherever this door takes a token at all.
  const reading = PLACES.filter(
    (place) => place === 'JWT' || documented.some((opener) => opener.endsWith(` ${place}`)),
  );
  const openers = await Promise.all(
    attempts.map(async ({ kind, variant }) => {
      const opened: string[] = [];
      for (const place of variant === 'good' ? PLACES : reading) {
        const token = await scene.forge.token(kind, variant, bestUse(door, place));
        const response = await knock(scene, door, token, place);
        const body = await response.text();
        if (response.status < 400) opened.push(`${variant} ${kind} ${place}`);
        else if (body.includes(SECRET_CONTENT)) opened.push(`content to ${variant} ${kind} ${place}`);
      }
      return opened;
    }),
  );
  return openers.flat();
}

describe('every token of every kind, in every place of a request', () => {
  it('is the one in the docs, for every door', () => {
    expect([...TABLE.keys()]).toEqual(Object.keys(DOORS));
  });

  it.each(Object.entries(DOORS))(
    'opens the door "%s" exactly where the docs say so',
    { timeout: 60_000 },
    async (name, door) => {
      const app = await startApp({ senderConstrained: 'optional' });
      const site = await app.installedSite('tenant-a');
      const stranger = await app.installedSite('tenant-b');
      const prover = await Prover.create(app);
      // The exchange brings the nonce for all proofs.
      await prover.signIn(site);
      const forge = createForge(app, site, stranger, await calculateJwkThumbprint(prover.jwk));
      const documented = TABLE.get(name) ?? [];
      expect(new Set(await findOpeners({ app, site, forge, prover }, door, documented))).toEqual(
        new Set(documented),
      );
    },
  );
});
