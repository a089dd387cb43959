import { isHtml, isSuccess, type Responded, type Probe, type ProbeRequest } from '../probes/probe.ts';
import { elementsOf, subresourcesOf } from './html.ts';

const MAX_SCRIPTS = 5;
// A fresh token from the bridge, or a fresh URL from the page around the frame.
const HEALS = /\bgetToken\b|\bnavigator\s*\.\s*reload\b/;

/**
 * Does a refusal heal itself? It does when it is a page that runs a script which asks the host's bridge for a
 * fresh token, in the page or in a file of the app's own origin.
 */
export async function healsItself(
  response: Responded,
  send: (request: ProbeRequest) => Promise<Probe>,
): Promise<boolean> {
  if (!isHtml(response)) return false;
  const inline = elementsOf(response.body).filter(({ name }) => name === 'script');
  if (inline.some(({ text }) => HEALS.test(text))) return true;
  const { origin } = new URL(response.url);
  const files = subresourcesOf(response.body, response.url)
    .filter(({ element, url }) => element === 'script' && new URL(url).origin === origin)
    .slice(0, MAX_SCRIPTS);
  const scripts = await Promise.all(
    files.map(async ({ url }) => send({ method: 'GET', url, label: 'a script of the refusal' })),
  );
  return scripts.some((script) => isSuccess(script) && HEALS.test(script.body));
}
