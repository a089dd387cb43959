import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import {
  createQueryStringHash,
  decodeSymmetric,
  fromMethodAndUrl,
  getAlgorithm,
  SymmetricAlgorithm,
} from 'atlassian-jwt';
import type { TestClock } from '../../../server/test/support/clock.ts';

const APP_KEY = 'issue-panel';
/** A page that opens with the app's own tokens, which no `qsh` binds: as behind the `checkValidToken()` of ACE. */
const LINKED = '/linked.html';

interface Issuer {
  readonly iss: string;
  readonly aud?: readonly string[];
}

/** One request as the upstream got it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
}

/** An app that judges host tokens as ACE does: with `atlassian-jwt`, without leeway. It knows nothing of Authbeat. */
export class StrictApp {
  readonly seen: Seen[] = [];
  /** By clientKey. */
  readonly secrets = new Map<string, string>();
  /** The status of the next lifecycle calls. */
  lifecycleStatus = 204;
  baseUrl = '';
  /** Runs when a lifecycle call has been accepted, before the response to it. */
  beforeResponse: (() => Promise<void>) | undefined;
  readonly #clock: TestClock;

  constructor(clock: TestClock) {
    this.#clock = clock;
  }

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = '', url = '', rawHeaders, headers } = request;
    if (url !== '/atlassian-connect.json') this.seen.push({ method, url, rawHeaders, headers });
    void this.#respond(request, response);
  };

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', method = '' } = request;
    const [path = ''] = url.split('?');
    if (path === '/atlassian-connect.json') return void response.end(JSON.stringify(this.#descriptor()));
    if (method === 'POST' && ['/installed', '/uninstalled', '/enabled', '/disabled'].includes(path)) {
      const body = (await json(request)) as { clientKey: string; sharedSecret?: string };
      const accepted = this.lifecycleStatus < 300;
      if (accepted && body.sharedSecret !== undefined) this.secrets.set(body.clientKey, body.sharedSecret);
      await this.beforeResponse?.();
      return void response.writeHead(this.lifecycleStatus, { 'x-upstream': path }).end();
    }
    request.resume();
    const account = this.#accountOf(request);
    response.writeHead(account === undefined ? 401 : 200, { 'content-type': 'text/html' });
    response.end(account === undefined ? 'refused by the app' : `hello ${account}`);
  }

  /** Whose token the request carries, if it is good for this very request. */
  #accountOf({ method = '', url = '', headers }: IncomingMessage): string | undefined {
    const token =
      new URL(url, this.baseUrl).searchParams.get('jwt') ?? headers.authorization?.replace(/^JWT /, '') ?? '';
    try {
      const { iss, aud } = decodeSymmetric(token, '', SymmetricAlgorithm.HS256, true) as Issuer;
      const secret = this.secrets.get(aud?.[0] ?? iss) ?? '';
      const claims = decodeSymmetric(token, secret, getAlgorithm(token) as SymmetricAlgorithm) as Record<
        string,
        unknown
      >;
      const request = fromMethodAndUrl(method, `${this.baseUrl}${url}`);
      const isBound =
        (iss === APP_KEY && url.startsWith(LINKED)) ||
        claims['qsh'] === createQueryStringHash(request, false, this.baseUrl);
      const isLive = Math.floor(this.#clock.now() / 1000) < Number(claims['exp']);
      return isBound && isLive ? String(claims['sub']) : undefined;
    } catch {
      return undefined;
    }
  }

  #descriptor(): object {
    return {
      key: APP_KEY,
      name: 'Issue panel',
      baseUrl: this.baseUrl,
      authentication: { type: 'jwt' },
      lifecycle: {
        installed: '/installed',
        uninstalled: '/uninstalled',
        enabled: '/enabled',
        disabled: '/disabled',
      },
      modules: {
        webPanels: [{ key: 'foo', url: '/foo.html?issue={issue.key}', name: { value: 'Foo' } }],
        generalPages: [{ key: 'item', url: '/items/{content.id}/view', name: { value: 'Item' } }],
        webhooks: [{ event: 'jira:issue_updated', url: '/hooks/issue' }],
      },
    };
  }
}
