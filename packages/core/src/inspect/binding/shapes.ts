import { decodeQueryText, percentDecode, percentEncode } from '../../internal/percent.ts';
import { HOST_TOKEN_PARAMETER } from '../../protocol.ts';
import type { CauseId } from '../causes.ts';
import type { BindingFacts, Candidate } from './candidate.ts';
import { canonicalsOf } from './canonicals.ts';
import { compose, RIGHT } from './compose.ts';
import { nameOf, pathOf, writeTarget } from './wire.ts';

/** Canonical requests that are put together in another way. */
export function shapeCandidates({ request, baseUrl }: BindingFacts): readonly Candidate[] {
  const [canonical = ''] = canonicalsOf(request, baseUrl);
  const path = canonical.slice(request.method.length + 1).split('&', 1)[0] ?? '';
  const { method, origin, fragment } = request;
  const query = canonical.slice(method.length + path.length + 2);
  const pairs = request.pairs.filter((pair) => nameOf(pair) !== HOST_TOKEN_PARAMETER);
  const names = pairs.map((pair) => percentEncode(decodeQueryText(nameOf(pair))));
  const isSorted = names.every((name, index) => index === 0 || name > (names[index - 1] ?? ''));
  const base = origin === '' ? baseUrl.replace(/\/+$/, '') : origin + pathOf(baseUrl);
  const whole = base + (path === '/' ? '' : path);
  const local = request.path.startsWith(pathOf(baseUrl))
    ? request.path.slice(pathOf(baseUrl).length)
    : request.path;
  const withSlash = /.\/$/.test(local) ? local : `${path}/`;
  const make = (causeId: CauseId, message: string, texts: readonly string[]): Candidate[] =>
    texts.map((text) => ({ causeId, message, canonicals: [text], data: {} }));
  return [
    ...make('host-included', 'The whole URL was signed, with scheme and host.', [
      `${method}&${whole}&${query}`,
      `${method}&${whole}/&${query}`,
      `${method}&${percentEncode(whole)}&${query}`,
      `${method}&${base + writeTarget({ path: local, pairs })}`,
      `${method}&${base.replace(/^https?:\/\//, '')}${path}&${query}`,
    ]),
    ...make('separator-missing', 'The "&" between path and query is missing or another character.', [
      ...(query === ''
        ? [`${method}&${path}`]
        : [`${method}&${path}?${query}`, `${method}&${path}&?${query}`, `${method}${path}${query}`]),
      `${method} ${path} ${query}`,
      `${method}\n${path}\n${query}`,
    ]),
    ...make('separator-missing', 'The canonical request ends in a line break.', [`${canonical}\n`]),
    ...make('trailing-slash', 'The slash at the end of the path was signed.', [
      `${method}&${withSlash}&${query}`,
    ]),
    ...make('trailing-slash', 'The slash at the start of the path was not signed.', [
      `${method}&${path.replace(/^\//, '')}&${query}`,
    ]),
    ...make(
      isSorted ? 'encoding-rules' : 'parameter-order',
      'The query was signed as it stands in the URL.',
      [`${method}&${path}&${pairs.join('&')}`],
    ),
    ...make('encoding-rules', 'The path was signed with its slashes percent-encoded.', [
      `${method}&${percentEncode(path)}&${query}`,
    ]),
    ...make('encoding-rules', 'The path was signed decoded.', [`${method}&${percentDecode(path)}&${query}`]),
    ...make('jwt-parameter-signed', 'The parameter "jwt" was signed as well, with an empty value.', [
      compose({ ...request, pairs: [...pairs, 'jwt%00='] }, path, RIGHT).replace('jwt%00=', 'jwt='),
    ]),
    ...(fragment === undefined
      ? []
      : make('fragment-included', `The fragment "#${fragment.slice(0, 40)}" was signed.`, [
          `${method}&${path}#${fragment}&${query}`,
          `${canonical}#${fragment}`,
        ])),
  ];
}
