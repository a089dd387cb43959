/** The playground: `inspect` in the page. Nothing that is entered leaves it; its policy forbids every request. */
import { formatInspection, inspect } from '@authbeat/core/inspect';

interface Fields {
  readonly input: string;
  readonly secret: string;
  readonly baseUrl: string;
}

async function explain({ input, secret, baseUrl }: Fields): Promise<string> {
  const inspection = await inspect(input, {
    ...(secret !== '' && { secrets: [{ secret, name: 'the secret that was entered' }] }),
    ...(baseUrl !== '' && { baseUrl }),
  });
  return formatInspection(inspection, { width: 80 });
}

function valueOf(id: string): string {
  const field = document.querySelector(`#${id}`);
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : '';
}

const form = document.querySelector('#inspect');
const output = document.querySelector('#explanation');
form?.addEventListener('submit', (event) => {
  event.preventDefault();
  const fields = {
    input: valueOf('input').trim(),
    // White space in a secret is a mistake that inspect can find.
    secret: valueOf('secret'),
    baseUrl: valueOf('base-url').trim(),
  };
  void explain(fields)
    .catch((error: unknown) => (error instanceof Error ? error.message : 'This cannot be read.'))
    .then((text) => output && (output.textContent = text));
});
form?.removeAttribute('hidden');
