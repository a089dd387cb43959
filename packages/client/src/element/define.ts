import type { Client } from '../client.ts';
import { ReconnectElement } from './reconnect.ts';

/**
 * Defines `<authbeat-reconnect>`, the reconnect line: it appears when the session has failed or ended, with a button
 * that asks the host again.
 *
 * Its texts are the attributes `failed`, `signedout` and `button`. Style it with the custom properties
 * `--authbeat-background`, `--authbeat-color`, `--authbeat-border`, `--authbeat-accent`, and with the parts `line`
 * and `button`.
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
