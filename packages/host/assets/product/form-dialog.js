import { element } from '../elements.js';

/**
 * A field of a form: a text, a longer text, a date, or a choice of `options`.
 *
 * @typedef {{ name: string, label: string, value?: string, type?: string, options?: [value: string, label: string][] }} Field
 */

/**
 * Asks for values in a dialog of the product.
 *
 * @param {string} title
 * @param {Field[]} fields
 * @param {{ description?: string, submit?: string, cancel?: string }} [words]
 * @returns {Promise<Record<string, string> | undefined>} `undefined` when the person cancels
 */
export async function askInDialog(title, fields, { description, submit = 'Submit', cancel = 'Cancel' } = {}) {
  const dialog = element('dialog', { className: 'app-dialog form-dialog' });
  const form = element('form', { method: 'dialog' });
  const footer = element('footer');
  dialog.setAttribute('aria-label', title);
  footer.append(
    element('button', { className: 'button', type: 'submit', value: 'submit', textContent: submit }),
    element('button', {
      className: 'button subtle',
      type: 'submit',
      value: 'cancel',
      formNoValidate: true,
      textContent: cancel,
    }),
  );
  form.append(element('h2', { textContent: title }));
  if (description) form.append(element('p', { textContent: description }));
  form.append(...fields.map(renderField), footer);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'submit' ? Object.fromEntries(new FormData(form)) : undefined);
    });
  });
}

function renderField({ name, label, value = '', type = 'text', options }) {
  const wrapper = element('label', { textContent: label });
  const control = options
    ? element('select', { name })
    : type === 'textarea'
      ? element('textarea', { name, rows: 4 })
      : element('input', { name, type, required: true });
  if (options) control.append(...options.map(([key, text]) => new Option(text, key)));
  control.value = value;
  wrapper.append(control);
  return wrapper;
}
