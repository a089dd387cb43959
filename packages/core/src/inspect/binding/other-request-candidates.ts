import { TOKEN_PARAMETERS } from '../input/find-tokens.ts';
import { canonicalsOf } from './canonicals.ts';
import type { BindingFacts, Candidate } from './candidate.ts';
import { nameOf, pathOf, readWire, writeTarget } from './wire.ts';

const MAX_OTHERS = 500;

/** Requests that the input or the descriptor knows of: the token may have been made for one of them. */
export function otherRequestCandidates({
  request,
  baseUrl,
  body,
  headers,
  descriptor,
  others,
}: BindingFacts): readonly Candidate[] {
  const known = others.slice(0, MAX_OTHERS).map(({ method = 'GET', url }) => readWire(method, url));
  const referer = headers['referer'] === undefined ? [] : [readWire('GET', headers['referer'])];
  const declared = (descriptor?.urls ?? []).flatMap(({ place, url }) => {
    const { path, pairs } = readWire('GET', url);
    const whole = path.startsWith('/') ? pathOf(baseUrl) + path : path;
    const methods = place.startsWith('lifecycle') || place.includes('webhooks') ? ['POST'] : ['GET', 'POST'];
    return methods.flatMap((method) => [
      { ...request, method, path: whole },
      { ...request, method, path: whole, pairs },
    ]);
  });
  return [
    ...bodyCandidates(request.pairs, body).map((pairs) => ({
      causeId: 'body-parameters' as const,
      message: 'The parameters of the body were signed as if they stood in the query.',
      canonicals: canonicalsOf({ ...request, pairs }, baseUrl),
      data: {},
    })),
    ...[...known, ...referer, ...declared].map((other) => ({
      causeId: 'other-request' as const,
      message: `The token was made for ${other.method} ${shortTarget(other)}.`,
      canonicals: canonicalsOf(other, baseUrl),
      data: { method: other.method, path: other.path },
    })),
  ];
}

function bodyCandidates(pairs: readonly string[], body: string): (readonly string[])[] {
  const fields = body.trimStart().startsWith('{') ? [] : body.split('&').filter((pair) => pair !== '');
  return fields.length === 0 ? [] : [[...pairs, ...fields], fields];
}

/** Path and names of parameters: enough to find it, and nothing secret. */
function shortTarget({ path, pairs }: { readonly path: string; readonly pairs: readonly string[] }): string {
  return writeTarget({
    path,
    pairs: pairs.filter((pair) => !TOKEN_PARAMETERS.has(nameOf(pair))),
  }).slice(0, 120);
}
