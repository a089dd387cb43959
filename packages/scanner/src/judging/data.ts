import { isHtml, mediaType, type Responded } from '../probes/probe.ts';
import { cookiesOf } from './cookies.ts';

const DATA_TYPES = /^(application\/(json|xml|pdf|octet-stream|zip|(?!xhtml).*\+(json|xml))|text\/(csv|xml))$/;
// No name of a file, such as logo@2x.png or app@1.min.js.
const E_MAIL =
  /\b[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}(?!(?:avif|css|gif|html?|ico|jpe?g|m?js|json|png|svg|webp|woff2?)\b)[a-z]{2,24}\b(?!\.\w)/i;
const TRACES: readonly [pattern: RegExp, what: string][] = [
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/, 'a token'],
  [E_MAIL, 'an e-mail address'],
  [/\b\d{6}:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/i, 'an account id'],
];

// Addresses of the app's vendor and examples in a form are not data of a tenant.
const CONTACTS =
  /\bplaceholder=(?:"[^"]*"|'[^']*')|mailto:[^"'\s>]*|\b(?:support|help|info|contact|hello|sales|privacy|security|legal|no-?reply)@[a-z\d.-]+/gi;

/** A sign that a response is more than an empty shell. */
export interface DataTrace {
  readonly trace: string;
  /** Nothing but data leaves it; a login page that is sent with 200 leaves others. */
  readonly conclusive: boolean;
}

/** Says what in a response shows that it is more than an empty shell, or `undefined`. */
export function traceOfData(response: Responded): DataTrace | undefined {
  const body = response.body.replace(CONTACTS, '');
  const trace = TRACES.find(([pattern]) => pattern.test(body));
  if (trace) return { trace: `it holds ${trace[1]}`, conclusive: true };
  if (cookiesOf(response).length > 0) return { trace: 'it sets a cookie', conclusive: false };
  if (response.truncated) return { trace: 'it is larger than 1 MB', conclusive: false };
  if (!isHtml(response) && DATA_TYPES.test(mediaType(response)) && response.body.trim() !== '') {
    return { trace: `it is ${mediaType(response)}, not a page`, conclusive: false };
  }
  return undefined;
}
