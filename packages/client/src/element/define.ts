import type { Client } from '../client.ts';
import { ReconnectElement } from './reconnect.ts';

/**
 * Puts `<authbeat-reconnect>` at a page's service: a line that appears when only a person can help, with a
 * button that asks the host again.
 *
 * Texts: the attributes `failed`, `signedout` and `button`. Looks: the custom properties
 * `--authbeat-background`, `--authbeat-color`, `--authbeat-border`, `--authbeat-accent`, and the parts `line` and
 * `button`.
 *
 * @example
 * ```ts
 * import { createClient } from '@authbeat/client';
 * import { defineReconnect } from '@authbeat/client/reconnect';
 *
 * defineReconnect(createClient());
 * document.body.append(document.createElement('authbeat-reconnect'));
 * ```
 */
export function defineReconnect(client: Client, name = 'authbeat-reconnect'): void {
  if (customElements.get(name) !== undefined) return;
  customElements.define(
    name,
    class extends ReconnectElement {
      override readonly client = client;
    },
  );
}
