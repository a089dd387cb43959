import { DEFAULT_MOUNT, ENDPOINT_PATHS } from '@authbeat/core';
import { unsignedJwt } from './jwt.ts';
import type { RequestRemote } from '../../src/sources/forge.ts';
import type { Timeline } from './timeline.ts';

/** The app's public address, for pages that another server serves. */
export const REMOTE = 'https://remote.example.com';
/** Milliseconds that an invocation token of Forge lives. */
export const INVOCATION_LIFE = 25_000;

const SUBJECT_TOKEN = 'subject_token';
const SESSION_PATH = DEFAULT_MOUNT + ENDPOINT_PATHS.session;
const HEARTBEAT_PATH = DEFAULT_MOUNT + ENDPOINT_PATHS.heartbeat;

interface HostToken {
  readonly token: string;
  readonly expiresAt: number;
}

interface Issued {
  readonly expiresAt: number;
  readonly hostProofAt: number;
  revoked: boolean;
}

/** A request as it reached the app's server. */
export interface Arrival {
  readonly at: number;
  readonly path: string;
  readonly what: 'exchange' | 'heartbeat' | 'signout' | 'api';
  readonly token: string | undefined;
  readonly body: string;
  status: number;
}

/** A model of Authbeat's server and of the host, on a virtual time line. Times in milliseconds. */
export class Backend {
  readonly arrivals: Arrival[] = [];
  readonly #timeline: Timeline;
  readonly #sessions = new Map<string, Issued>();
  /** The session that each invocation token has been exchanged for. */
  readonly #exchanged = new Map<string, string>();
  #sessionCount = 0;
  #hostTokenCount = 0;
  #cached: HostToken | undefined;
  #invocation: HostToken | undefined;
  /** Lives of sessions and context tokens, and how long the heartbeat goes on without the host. */
  life = 900_000;
  contextLife = 900_000;
  hostProofMaxAge = 3_600_000;
  latency = 40;
  server: 'up' | 'down' | 'busy' | 'mute' = 'up';
  host: 'responds' | 'fails' | 'silent' = 'responds';
  installed = true;
  /** Responds to each request to the API with this, if it is set. */
  api: ((token: string | undefined) => Response | undefined) | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  count(what: Arrival['what']): number {
    return this.arrivals.filter((arrival) => arrival.what === what).length;
  }

  /** As after a restart without a session key of its own. */
  forgetSessions(): void {
    this.#sessions.clear();
    this.#exchanged.clear();
  }

  revokeSessions(): void {
    for (const session of this.#sessions.values()) session.revoked = true;
  }

  readonly getToken = async (): Promise<unknown> => {
    await this.#askHost();
    this.#cached = this.#mint(this.#cached, this.contextLife);
    return this.#cached.token;
  };

  /** Forge's `requestRemote`: sends the request itself, with an invocation token that it keeps while it lives. */
  readonly requestRemote: RequestRemote = async (_remoteKey, { path, method }) => {
    await this.#askHost();
    this.#invocation = this.#mint(this.#invocation, INVOCATION_LIFE);
    const headers = { authorization: `Bearer ${this.#invocation.token}` };
    return this.fetch(new Request(REMOTE + path, { method, headers }));
  };

  async #askHost(): Promise<void> {
    await this.#wait(5);
    if (this.host === 'silent') await new Promise(() => {});
    if (this.host === 'fails') throw 'HTTP 403' as unknown as Error;
  }

  #mint(cached: HostToken | undefined, life: number): HostToken {
    const { now } = this.#timeline;
    if (cached !== undefined && cached.expiresAt > now + 5_000) return cached;
    this.#hostTokenCount += 1;
    const exp = (now + life + WALL) / 1_000;
    const claims = { iss: 'tenant', sub: 'account', exp, jti: this.#hostTokenCount };
    return { token: unsignedJwt(claims), expiresAt: now + life };
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    this.#timeline.stir();
    const request = input instanceof Request ? input : new Request(input, { ...init, body: null });
    request.signal.throwIfAborted();
    const body = input instanceof Request && input.body ? await input.text() : textOf(init?.body);
    if (this.server === 'down') {
      await this.#wait(this.latency);
      throw new TypeError('Failed to fetch');
    }
    if (this.server === 'mute') {
      return new Promise((_, reject) => {
        this.#timeline.plan(60_000, () => reject(new TypeError('Failed to fetch')));
        request.signal.addEventListener('abort', () => reject(request.signal.reason as Error));
      });
    }
    await this.#wait(this.latency / 2);
    const response = this.#respond(request, body);
    await this.#wait(this.latency / 2);
    return response as Response;
  };

  #respond(request: Request, body: string): Response | JsonResponse {
    const { pathname } = new URL(request.url);
    const token = request.headers.get('Authorization')?.slice('Bearer '.length);
    const what =
      pathname === HEARTBEAT_PATH
        ? 'heartbeat'
        : pathname !== SESSION_PATH
          ? 'api'
          : request.method === 'DELETE'
            ? 'signout'
            : 'exchange';
    const response =
      this.server === 'busy'
        ? new JsonResponse({ code: 'unavailable' }, 503)
        : this.#decide(what, token, body);
    const { now } = this.#timeline;
    this.arrivals.push({ at: now, path: pathname, what, token, body, status: response.status });
    return response;
  }

  #decide(what: Arrival['what'], token: string | undefined, body: string): Response | JsonResponse {
    if (what === 'exchange') {
      if (!this.installed) return new JsonResponse({ code: 'host_token_invalid' }, 401);
      const hostToken = new URLSearchParams(body).get(SUBJECT_TOKEN) ?? token;
      const { exp } = JSON.parse(atob(hostToken?.split('.')[1] ?? '')) as { exp: number };
      const { now } = this.#timeline;
      if (exp * 1_000 - WALL <= now) return new JsonResponse({ code: 'host_token_expired' }, 401);
      return token === undefined ? this.#issue(now) : this.#issueOnce(token);
    }
    const session = this.#sessions.get(token ?? '');
    const refusal = this.#refusal(token, session);
    if (what === 'signout') {
      if (session !== undefined) session.revoked = true;
      return new JsonResponse({}, 204);
    }
    if (what === 'api') return this.api?.(token) ?? refusal ?? new JsonResponse({ token });
    if (refusal !== undefined || session === undefined)
      return refusal ?? new JsonResponse({ code: 'session_invalid' }, 401);
    const proofIsOld = this.#timeline.now - session.hostProofAt > this.hostProofMaxAge;
    return proofIsOld
      ? new JsonResponse({ code: 'host_proof_required' }, 401)
      : this.#issue(session.hostProofAt);
  }

  #refusal(token: string | undefined, session: Issued | undefined): JsonResponse | undefined {
    if (token === undefined) return new JsonResponse({ code: 'session_missing' }, 401);
    if (session === undefined) return new JsonResponse({ code: 'session_invalid' }, 401);
    if (session.revoked || !this.installed) return new JsonResponse({ code: 'session_revoked' }, 401);
    return session.expiresAt <= this.#timeline.now
      ? new JsonResponse({ code: 'session_expired' }, 401)
      : undefined;
  }

  /** The same invocation token gives the same session, with the same end. */
  #issueOnce(invocationToken: string): JsonResponse {
    const known = this.#exchanged.get(invocationToken);
    const session = this.#sessions.get(known ?? '');
    if (known === undefined || session === undefined) {
      const response = this.#issue(this.#timeline.now);
      this.#exchanged.set(invocationToken, `session-${this.#sessionCount}`);
      return response;
    }
    if (session.revoked) return new JsonResponse({ code: 'session_revoked' }, 401);
    const expiresIn = (session.expiresAt - this.#timeline.now) / 1_000;
    return new JsonResponse({ access_token: known, token_type: 'Bearer', expires_in: expiresIn });
  }

  #issue(hostProofAt: number): JsonResponse {
    this.#sessionCount += 1;
    const token = `session-${this.#sessionCount}`;
    this.#sessions.set(token, { expiresAt: this.#timeline.now + this.life, hostProofAt, revoked: false });
    return new JsonResponse({ access_token: token, token_type: 'Bearer', expires_in: this.life / 1_000 });
  }

  async #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timeline.plan(milliseconds, () => {
        this.#timeline.stir();
        resolve();
      });
    });
  }
}

const textOf = (body: BodyInit | null | undefined): string =>
  body instanceof URLSearchParams ? body.toString() : '';

const NO_HEADERS = new Headers();

/** What the client reads of a response: real ones take a hundred times as long to make and to read. */
class JsonResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers = NO_HEADERS;
  readonly body = null;
  readonly #content: unknown;

  constructor(content: unknown, status = 200) {
    this.#content = content;
    this.status = status;
    this.ok = status < 300;
  }

  clone(): this {
    return this;
  }

  async json(): Promise<unknown> {
    return this.#content;
  }
}

/** The virtual time line begins at this time of the calendar; see `Frame`. */
const WALL = 1_700_000_000_000;

export const refuse = (code: string, status = 401, headers: Record<string, string> = {}): Response =>
  Response.json({ error: 'invalid_token', code }, { status, headers });
