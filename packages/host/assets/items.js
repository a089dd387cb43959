import { dialogProvider } from './product/dialog.js';
import { openInlineDialog } from './product/inline-dialog.js';
import { page } from './server.js';

/** Opens the dialogs of web items, byline items and macro editors when their button is clicked. */
export function openItems() {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button[data-item]') : null;
    if (button) open(page.items[Number(button.dataset.item)], button);
  });
  for (const button of document.querySelectorAll('button[data-item]')) button.disabled = false;
}

function open({ app, module, name, keys, kind, look, productContext, editor }, button) {
  const extension = { addon_key: app, key: module, options: { keys, productContext } };
  if (kind === 'inline-dialog') openInlineDialog(button, name, look, extension);
  else dialogProvider.create({ key: module, header: name, ...look, editor, id: `item-${module}` }, extension);
}
