/** Functions that run in documents. They see nothing but their arguments. */

/** The visible text, with that of open shadow roots. */
export function readText(): string {
  const shadows: string[] = [];
  for (const { shadowRoot } of document.querySelectorAll('*')) {
    for (const element of shadowRoot?.children ?? [])
      if (element instanceof HTMLElement) shadows.push(element.innerText);
  }
  return [document.body.innerText, ...shadows].join('\n');
}

/** The first visible element that a selector finds, or the first whose text is `text`. */
export function findElement(selector: string, text: string): Element | null {
  const roots: (Document | ShadowRoot)[] = [document];
  for (const { shadowRoot } of document.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot);
  for (const root of roots) {
    for (const element of root.querySelectorAll<HTMLElement>(selector)) {
      const isVisible = element.getClientRects().length > 0;
      if (isVisible && (text === '' || element.textContent.trim() === text)) return element;
    }
  }
  return null;
}

/** Has the next click on an element noted. */
export function noteClick(element: Element): void {
  const note = (): void => element.setAttribute('data-was-clicked', '');
  element.addEventListener('click', note, { once: true, capture: true });
}

export function wasClicked(element: Element): boolean {
  const clicked = element.hasAttribute('data-was-clicked');
  element.removeAttribute('data-was-clicked');
  return clicked;
}

/** The heap of the document's process after a collection of garbage, in bytes. In Chromium only. */
export function measureHeap(): number {
  const { gc } = globalThis as unknown as { gc: (this: void) => void };
  gc();
  const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } };
  return memory.usedJSHeapSize;
}
