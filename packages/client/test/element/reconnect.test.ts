// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { defineReconnect } from '../../src/element/define.ts';
import { stage } from '../harness/scene.ts';
import type { Scene } from '../harness/scene.ts';

let count = 0;

function place(scene: Scene): { element: HTMLElement; text: () => string; button: () => HTMLButtonElement } {
  count += 1;
  const name = `authbeat-reconnect-${count}`;
  defineReconnect(scene.client, name);
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
  const scene = stage();
  const { text, button } = place(scene);
  await scene.advance(1_000);
  expect([text(), button().hidden]).toEqual(['', true]);
});

test('tells, when only a person can help, and asks the host again on a click', async () => {
  const scene = stage();
  const { element, text, button } = place(scene);
  scene.backend.host = 'fails';
  await scene.advance(20_000);
  expect(text()).toMatch(/connection is lost/);
  expect(button().hidden).toBe(false);
  expect(element.shadowRoot?.querySelector('[role=status]')?.contains(button())).toBe(true);
  scene.backend.host = 'answers';
  button().click();
  await scene.advance(1_000);
  expect([scene.client.state.status, text(), button().hidden]).toEqual(['active', '', true]);
});

test('says what the app wants it to say', async () => {
  const scene = stage();
  const { element, text, button } = place(scene);
  element.setAttribute('signedout', 'Abgemeldet.');
  element.setAttribute('button', 'Verbinden');
  await scene.advance(1_000);
  await Promise.all([scene.client.signOut(), scene.advance(1_000)]);
  expect([text(), button().textContent]).toEqual(['Abgemeldet.', 'Verbinden']);
});

test('listens only while it is in the page, and is defined once', async () => {
  const scene = stage();
  const { element, text } = place(scene);
  element.remove();
  await Promise.all([scene.client.signOut(), scene.advance(1_000)]);
  expect(text()).toBe('');
  expect(() => defineReconnect(scene.client, element.localName)).not.toThrow();
});
