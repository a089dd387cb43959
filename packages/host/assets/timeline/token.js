import { element } from '../elements.js';
import { spanOf } from './words.js';

const SIGNATURES = { right: 'The signature is right.', wrong: 'The signature is wrong.' };

/** Shows what a token says: its kind, its claims, the time that it had left, and what it was made for. */
export function renderToken({ kind, claims, signature, binding, difference }, atMs) {
  const lifetime = describeLifetime(claims, atMs);
  return element('section', { className: 'token' }, [
    element('h3', { textContent: `Token: ${kind.kind}` }),
    element('p', { textContent: [SIGNATURES[signature.status] ?? signature.message, lifetime].join(' ') }),
    ...renderBinding(binding, difference),
    element('table', {}, [
      element('caption', { textContent: 'Claims' }),
      element(
        'tbody',
        {},
        claims.map(({ name, value, meaning }) =>
          element('tr', {}, [
            element('th', { scope: 'row', textContent: name }),
            element('td', {}, [
              element('code', { textContent: typeof value === 'string' ? value : JSON.stringify(value) }),
              ...(meaning ? [element('span', { className: 'quiet', textContent: ` ${meaning}` })] : []),
            ]),
          ]),
        ),
      ),
    ]),
  ]);
}

function describeLifetime(claims, atMs) {
  const exp = claims.find(({ name }) => name === 'exp')?.value;
  if (typeof exp !== 'number') return '';
  const leftMs = exp * 1000 - atMs;
  return leftMs > 0 ? `It had ${spanOf(leftMs)} left.` : `It had expired ${spanOf(leftMs)} before.`;
}

/** Both canonical requests, one above the other, with what differs marked. */
function renderBinding(binding, difference) {
  const { status, received, signed } = binding ?? {};
  if (status === 'matches') return [element('p', { textContent: 'Its qsh is the hash of this request.' })];
  if (status !== 'differs' || received === undefined) return [];
  return [
    element('p', {}, [element('b', { textContent: 'Its qsh is not the hash of this request.' })]),
    element('dl', { className: 'canonicals' }, [
      element('dt', { textContent: 'Signed for' }),
      element('dd', {}, signed === undefined ? ['not found'] : [markDifference(signed, difference)]),
      element('dt', { textContent: 'Used for' }),
      element('dd', {}, [markDifference(received, difference)]),
    ]),
  ];
}

function markDifference(text, difference) {
  if (!difference) return element('code', { textContent: text });
  const { start, end } = difference;
  const marked = text.slice(start, text.length - end);
  return element('code', {}, [
    text.slice(0, start),
    // Where nothing stands, something is missing.
    element('mark', {
      textContent: marked === '' ? '\u2038' : marked,
      ariaLabel: marked === '' ? 'nothing' : marked,
    }),
    text.slice(text.length - end),
  ]);
}
