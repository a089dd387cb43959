import type { RequestHandler } from 'express';
import { expect } from 'vitest';
import type { Logger } from '../../src/index.ts';
import type { Site } from './site.ts';

/** Records everything that an app emits, logs and responds, to find what must never be in it. */
export interface LeakWatch {
  readonly logger: Logger;
  readonly recordEvent: (event: unknown) => void;
  readonly recordResponses: RequestHandler;
  /** Fails when a record holds a token, a key or a secret, or names a tenant where it must not. */
  check(secrets: readonly string[], sites: readonly Site[]): void;
}

const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}/;

export function watchForLeaks(next?: Logger): LeakWatch {
  const emitted: string[] = [];
  const logged: string[] = [];
  const responses: { readonly status: number; readonly headers: string; readonly body: string }[] = [];
  const record =
    (level: keyof Logger) =>
    (data: object, message: string): void => {
      logged.push(JSON.stringify([data, message]));
      next?.[level](data, message);
    };
  return {
    logger: { info: record('info'), warn: record('warn'), error: record('error') },
    recordEvent(event) {
      emitted.push(
        JSON.stringify(event, (_name, value: unknown) => (value instanceof Error ? describe(value) : value)),
      );
    },
    recordResponses(_request, response, proceed) {
      const end = response.end.bind(response) as (...all: unknown[]) => typeof response;
      response.end = (...all: unknown[]) => {
        const body = typeof all[0] === 'string' || all[0] instanceof Uint8Array ? String(all[0]) : '';
        const ended = end(...all);
        responses.push({ status: response.statusCode, headers: JSON.stringify(response.getHeaders()), body });
        return ended;
      };
      proceed();
    },
    check(secrets, sites) {
      const all = [...emitted, ...logged, ...responses.flatMap(({ headers, body }) => [headers, body])];
      const hidden = [...secrets, ...sites.flatMap((site) => site.secrets)].filter(
        (secret) => secret.length >= 32,
      );
      const refused = responses.filter(({ status }) => status >= 400);
      const names = sites.map(({ clientKey }) => clientKey).filter((name) => name.length > 5);
      const leaks = [
        ...all.filter((text) => hidden.some((secret) => text.includes(secret))),
        ...[...emitted, ...logged, ...refused.map(({ headers, body }) => headers + body)].filter((text) =>
          TOKEN.test(text),
        ),
        ...[...logged, ...refused.map(({ body }) => body)].filter((text) =>
          names.some((name) => text.includes(name)),
        ),
      ];
      expect(leaks).toEqual([]);
    },
  };
}

/** Everything that an error shows when it is printed. */
function describe(error: Error): string {
  return [error.name, error.message, error.cause instanceof Error ? describe(error.cause) : ''].join(' ');
}
