import type { Client } from '@authbeat/client';
import { hasSession } from './take-over-fetch.ts';
import { isStaleToken, withoutStaleTokens, type IsGuarded } from './paths.ts';

/** How a request was opened, and the tokens that the page has set on it. */
interface Opened {
  readonly method: string;
  readonly url: URL;
  readonly isGuarded: boolean;
  readonly headers: (readonly [name: string, value: string])[];
  body?: Document | XMLHttpRequestBodyInit | null;
  isSent: boolean;
  isRepeated: boolean;
}

/** The events that say that a response is there. A response that is repeated must not be seen. */
const ENDINGS = ['readystatechange', 'progress', 'load', 'loadend'] as const;

/**
 * Puts the session on the page's own `XMLHttpRequest`s, and repeats one once whose session was refused. Synchronous
 * requests cannot wait for a session: they go out as they came.
 */
export function takeOverXhr(client: Client, isGuarded: IsGuarded, mount: string): void {
  class SessionXhr extends XMLHttpRequest {
    #opened: Opened | undefined;

    constructor() {
      super();
      // Before every listener of the page.
      for (const type of ENDINGS) super.addEventListener(type, (event) => this.#hold(event));
    }

    override open(
      method: string,
      url: string | URL,
      isAsync = true,
      user?: string | null,
      password?: string | null,
    ) {
      const target = new URL(String(url), document.baseURI);
      const isOurs = isAsync && isGuarded(target);
      this.#opened = {
        method,
        url: target,
        isGuarded: isOurs,
        headers: [],
        isSent: false,
        isRepeated: false,
      };
      super.open(method, isOurs ? withoutStaleTokens(target) : url, isAsync, user, password);
    }

    override setRequestHeader(name: string, value: string): void {
      const opened = this.#opened;
      opened?.headers.push([name, value]);
      if (!opened?.isGuarded || !isStaleToken(name, value)) super.setRequestHeader(name, value);
    }

    override send(body?: Document | XMLHttpRequestBodyInit | null): void {
      const opened = this.#opened;
      const hasOwn = opened?.headers.some(
        ([name, value]) => name.toLowerCase() === 'authorization' && !isStaleToken(name, value),
      );
      if (!opened?.isGuarded || hasOwn === true) super.send(body);
      else {
        opened.body = body ?? null;
        void this.#sendWithSession(opened);
      }
    }

    override abort(): void {
      this.#opened = undefined;
      super.abort();
    }

    async #sendWithSession(opened: Opened): Promise<void> {
      const session = await hasSession(client);
      // Aborted, or opened again, in the meantime.
      if (this.#opened !== opened) return;
      if (session) super.setRequestHeader('Authorization', `Bearer ${await client.getToken()}`);
      else this.#restoreTokens(opened);
      if (this.#opened !== opened) return;
      opened.isSent = true;
      super.send(opened.body);
    }

    /** Without a session the request goes out as it came. */
    #restoreTokens({ headers }: Opened): void {
      for (const [name, value] of headers) if (isStaleToken(name, value)) super.setRequestHeader(name, value);
    }

    /** Keeps the end of a refused request from the page, and sends it again. */
    #hold(event: Event): void {
      const opened = this.#opened;
      if (!opened?.isSent || opened.isRepeated || this.readyState < 2 || !this.#isRefused()) return;
      event.stopImmediatePropagation();
      if (event.type === 'loadend') void this.#repeat(opened);
    }

    #isRefused(): boolean {
      const challenge = this.status === 401 ? this.getResponseHeader('www-authenticate') : null;
      return challenge?.includes('realm="authbeat"') === true;
    }

    async #repeat(opened: Opened): Promise<void> {
      // The client learns from the refused heartbeat that its session has ended, and gets another.
      await client.fetch(`${mount}/heartbeat`, { method: 'POST' }).catch(() => undefined);
      if (this.#opened !== opened) return;
      opened.isRepeated = true;
      opened.isSent = false;
      super.open(opened.method, withoutStaleTokens(opened.url), true);
      for (const [name, value] of opened.headers)
        if (!isStaleToken(name, value)) super.setRequestHeader(name, value);
      await this.#sendWithSession(opened);
    }
  }
  window.XMLHttpRequest = SessionXhr;
}
