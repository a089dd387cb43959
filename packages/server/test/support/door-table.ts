import { readFile } from 'node:fs/promises';
import { exchangeForm, type TestApp } from './app.ts';
import { KINDS, type Forge, type Kind, type Use } from './forge.ts';
import type { Prover } from './prover.ts';
import type { Site } from './site.ts';

/** Every place of a request in which a token can stand. */
export const PLACES = [
  '?jwt',
  '?ticket',
  'JWT',
  'Bearer',
  'DPoP',
  'form',
  'stale ?jwt',
  'stale ?ticket',
] as const;
export type Place = (typeof PLACES)[number];

/** How to knock at a door. Which tokens open it is what the docs say. */
export interface Door {
  readonly use: Use;
  /** The form that the door expects, with this token in its place and a good one in every other. */
  readonly form?: (token: string, place: Place, site: Site) => Record<string, string>;
  readonly json?: (site: Site) => object;
}

const SCHEMES: ReadonlySet<Place> = new Set(['JWT', 'Bearer', 'DPoP']);

const PANEL = '/foo.html?issueKey=AB-1';

export const DOORS: Readonly<Record<string, Door>> = {
  page: { use: { method: 'GET', url: PANEL } },
  'api read': { use: { method: 'GET', url: '/api/list?x=1' } },
  'api write': { use: { method: 'POST', url: '/api/list' } },
  'api context': { use: { method: 'GET', url: '/ace/list' } },
  webhook: { use: { method: 'POST', url: '/hooks/issue?user=1' } },
  remote: { use: { method: 'POST', url: '/remote/notes' }, form: () => ({}) },
  exchange: {
    use: { method: 'POST', url: '/authbeat/session' },
    // A host that adds its token to a request sends no form.
    form: (token, place) => (place === 'Bearer' ? {} : exchangeForm(place === 'form' ? token : '')),
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

export const TABLE = readTable(
  await readFile(new URL('../../../../docs/server/doors.md', import.meta.url), 'utf8'),
);

/** The URL in the recovery request: genuine, unless its credential is the one under test. */
function staleUrl(token: string, place: Place, site: Site): string {
  if (place === 'stale ?jwt') return `${PANEL}&jwt=${token}`;
  if (place === 'stale ?ticket') return `${PANEL}&authbeat_ticket=${token}`;
  return place === 'form' ? site.iframe(PANEL) : PANEL;
}

/** Who presents tokens, and to whom. */
export interface Presenter {
  readonly app: Pick<TestApp, 'baseUrl'>;
  readonly site: Site;
  readonly forge: Forge;
  /** Signs the proofs of bound sessions. */
  readonly prover: Prover;
}

/** A request as it goes over the wire. */
export interface Wire {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The request that presents a token at a door, in this place. */
export async function buildRequest(
  { site, prover }: Pick<Presenter, 'site' | 'prover'>,
  door: Door,
  token: string,
  place: Place,
): Promise<Wire> {
  const { method, url } = door.use;
  const join = url.includes('?') ? '&' : '?';
  const query = { '?jwt': `${join}jwt=${token}`, '?ticket': `${join}authbeat_ticket=${token}` };
  return {
    method,
    url: url + (place === '?jwt' || place === '?ticket' ? query[place] : ''),
    headers: {
      'content-type': door.json ? 'application/json' : 'application/x-www-form-urlencoded',
      ...(SCHEMES.has(place) && { authorization: `${place} ${token}` }),
      ...(place === 'DPoP' && { dpop: await prover.prove(method, url, token) }),
    },
    body: door.json
      ? JSON.stringify(door.json(site))
      : new URLSearchParams(
          door.form?.(token, place, site) ?? { token, jwt: token, subject_token: token },
        ).toString(),
  };
}

/** The request that a token of this kind has to be bound to, to have the best chance at this door. */
export function bestUse(door: Door, place: Place): Use {
  return place.startsWith('stale') ? { method: 'GET', url: PANEL } : door.use;
}
