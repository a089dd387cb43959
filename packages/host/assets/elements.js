/**
 * Creates an element.
 *
 * @param {string} name
 * @param {Record<string, any>} properties `data` and `aria` hold attributes; `on` listeners
 * @param {(Node | string)[]} children
 */
export function element(name, { data = {}, aria = {}, on = {}, ...properties } = {}, children = []) {
  const created = Object.assign(document.createElement(name), properties);
  Object.assign(created.dataset, data);
  for (const [attribute, value] of Object.entries(aria)) created.setAttribute(`aria-${attribute}`, value);
  for (const [type, listener] of Object.entries(on)) created.addEventListener(type, listener);
  created.append(...children);
  return created;
}

/**
 * Makes the children of an element those of a list. Elements with the same key stay where they are, with their focus.
 *
 * @template Item
 * @param {Element} parent
 * @param {Item[]} items
 * @param {{ keyOf: (item: Item) => string, create: (item: Item) => HTMLElement, update?: (child: HTMLElement, item: Item) => void }} how
 */
export function reconcile(parent, items, { keyOf, create, update }) {
  const known = new Map(Array.from(parent.children, (child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const key = keyOf(item);
    const child = known.get(key) ?? create(item);
    child.dataset.key = key;
    known.delete(key);
    update?.(child, item);
    return child;
  });
  for (const child of known.values()) child.remove();
  wanted.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}
