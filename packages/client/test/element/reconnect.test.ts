// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { defineReconnect } from '../../src/element/define.ts';
import { simulatePage } from '../harness/simulated-page.ts';
import type { SimulatedPage } from '../harness/simulated-page.ts';

let count = 0;

function place(simulated: SimulatedPage): {
  element: HTMLElement;
  text: () => string;
  button: () => HTMLButtonElement;
} {
  count += 1;
  const name = `authbeat-reconnect-${count}`;
  defineReconnect(simulated.client, name);
  const element = document.createElement(name);
  document.body.append(element);
  const find = (selector: string): HTMLElement | null | undefined =>
    element.shadowRoot?.querySelector(selector);
  return {
    element,
    text: () => find('span')?.textContent ?? '',
    button: () => find('button') as HTMLButtonElement,
  };
}

test('is silent while requests work', async () => {
  const simulated = simulatePage();
  const { text, button } = place(simulated);
  await simulated.advance(1_000);
  expect([text(), button().hidden]).toEqual(['', true]);
});

test('appears when only a person can help, and asks the host again on a click', async () => {
  const simulated = simulatePage();
  const { element, text, button } = place(simulated);
  simulated.backend.host = 'fails';
  await simulated.advance(20_000);
  expect(text()).toMatch(/connection is lost/);
  expect(button().hidden).toBe(false);
  expect(element.shadowRoot?.querySelector('[role=status]')?.contains(button())).toBe(true);
  simulated.backend.host = 'responds';
  button().click();
  await simulated.advance(1_000);
  expect([simulated.client.state.status, text(), button().hidden]).toEqual(['active', '', true]);
});

test('shows the texts of its attributes', async () => {
  const simulated = simulatePage();
  const { element, text, button } = place(simulated);
  element.setAttribute('signedout', 'Abgemeldet.');
  element.setAttribute('button', 'Verbinden');
  await simulated.advance(1_000);
  await Promise.all([simulated.client.signOut(), simulated.advance(1_000)]);
  expect([text(), button().textContent]).toEqual(['Abgemeldet.', 'Verbinden']);
});

test('listens only while it is in the page, and is defined once', async () => {
  const simulated = simulatePage();
  const { element, text } = place(simulated);
  element.remove();
  await Promise.all([simulated.client.signOut(), simulated.advance(1_000)]);
  expect(text()).toBe('');
  expect(() => defineReconnect(simulated.client, element.localName)).not.toThrow();
});
