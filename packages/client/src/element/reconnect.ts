import type { Client } from '../client.ts';
import { STYLE } from './style.ts';

const TEXTS = {
  failed: 'The connection is lost. What you have entered is still here.',
  signedout: 'You are signed out. What you have entered is still here.',
  button: 'Reconnect',
};

/** The element behind `<authbeat-reconnect>`; `defineReconnect` gives it its client. */
export abstract class ReconnectElement extends HTMLElement {
  abstract readonly client: Client;
  readonly #line = document.createElement('div');
  readonly #text = document.createElement('span');
  readonly #button = document.createElement('button');
  #stop = (): void => {};

  constructor() {
    super();
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    const shadow = this.attachShadow({ mode: 'open' });
    // A style sheet of its own passes every content security policy.
    shadow.adoptedStyleSheets = [style];
    // The region is there before its text: otherwise screen readers do not notice.
    shadow.append(this.#line);
    this.#line.setAttribute('role', 'status');
    this.#line.setAttribute('part', 'line');
    this.#line.append(this.#text, this.#button);
    this.#button.type = 'button';
    this.#button.setAttribute('part', 'button');
    this.#button.addEventListener('click', () => this.client.retry());
  }

  connectedCallback(): void {
    this.#stop = this.client.subscribe(() => this.#show());
    this.#show();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  #show(): void {
    const { status } = this.client.state;
    const needed = status === 'failed' || status === 'signedout';
    this.#line.dataset['needed'] = String(needed);
    this.#button.hidden = !needed;
    this.#button.textContent = this.#textOf('button');
    this.#text.textContent = needed ? this.#textOf(status) : '';
  }

  #textOf(name: keyof typeof TEXTS): string {
    return this.getAttribute(name) ?? TEXTS[name];
  }
}
