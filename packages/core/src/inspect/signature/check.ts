import { REFUSED_PARAMETERS } from '../../jwt/decode.ts';
import { isRecord } from '../../internal/json.ts';
import { nameCause, type Cause } from '../causes.ts';
import type { Settings } from '../options.ts';
import { isSignatureHidden, type ReadableToken } from '../token/decode.ts';
import { APP_KINDS } from '../token/kind-groups.ts';
import type { TokenKind } from '../token/kind.ts';
import { checkHs256 } from './hs256.ts';
import { unchecked, type CheckedSignature } from './reading.ts';
import { checkRs256 } from './rs256.ts';

/** Checks the signature with whatever secrets and keys there are, and finds out why it is wrong. */
export async function checkSignature(
  token: ReadableToken,
  kind: TokenKind,
  settings: Settings,
): Promise<CheckedSignature> {
  const { header, claims } = token;
  if (!header || !isRecord(claims)) return unchecked('The token cannot be read.');
  const alg = typeof header['alg'] === 'string' ? header['alg'] : undefined;
  const causes = headerCauses(header, kind);
  if (alg?.toLowerCase() === 'none')
    return withCauses(
      {
        reading: { status: 'wrong', message: 'The token is not signed.' },
        causes: [nameCause('algorithm-none')],
      },
      causes,
    );
  if (alg !== 'HS256' && alg !== 'RS256') {
    const message =
      alg === undefined
        ? 'The header names no algorithm (alg).'
        : `The token is signed with ${alg.slice(0, 20)}.`;
    return withCauses(unchecked(message), [nameCause('algorithm-unsupported', { message }), ...causes]);
  }
  if (isSignatureHidden(token.signatureText))
    return withCauses(
      unchecked(`The signature was removed: ${token.signatureText} stands in its place.`),
      causes,
    );
  if (token.signatureText === '') return withCauses(unchecked('There is no signature.'), causes);
  if (APP_KINDS.has(kind))
    return withCauses(
      unchecked('It is signed with a session key of the app, which is not looked at here.'),
      causes,
    );
  const checked =
    alg === 'HS256' ? await checkHs256(token, kind, settings) : await checkRs256(token, settings.keys);
  return withCauses(
    token.causes.some(({ id }) => id === 'token-truncated') ? cutOff(checked) : checked,
    causes,
  );
}

/** A part of a signature fits no secret: that says nothing of the secret. */
function cutOff({ causes }: CheckedSignature): CheckedSignature {
  return unchecked(
    'It is cut off.',
    causes.filter(({ id }) => id !== 'signature-unexplained'),
  );
}

function headerCauses(header: Readonly<Record<string, unknown>>, kind: TokenKind): Cause[] {
  const refused = REFUSED_PARAMETERS.filter((name) => Object.hasOwn(header, name)).map((name) =>
    nameCause('header-refused', {
      message: `The header has the parameter "${name}".`,
      data: { parameter: name },
    }),
  );
  const { typ } = header;
  const isOwn = APP_KINDS.has(kind);
  if (isOwn || typ === undefined || (typeof typ === 'string' && typ.toUpperCase() === 'JWT')) return refused;
  const message = `The header has the type ${JSON.stringify(typ).slice(0, 40)}.`;
  return [...refused, nameCause('type-unexpected', { message })];
}

function withCauses({ reading, causes }: CheckedSignature, more: readonly Cause[]): CheckedSignature {
  return { reading, causes: [...causes, ...more] };
}
