/** The data that the server has written into this page. */
export const page = JSON.parse(document.getElementById('host-data')?.textContent ?? '{}');

/**
 * Calls an endpoint of the host.
 *
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @returns {Promise<Record<string, any>>}
 */
export async function call(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const result = await response.json();
  if (!response.ok) throw new Error(result.error_description);
  return result;
}
