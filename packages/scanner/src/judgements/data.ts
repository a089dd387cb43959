import { hasHeader, isHtml, mediaType, type Answered } from '../probes/exchange.ts';

const DATA_TYPES = /^(application\/(json|xml|pdf|octet-stream|zip|(?!xhtml).*\+(json|xml))|text\/(csv|xml))$/;
const TRACES: readonly [pattern: RegExp, what: string][] = [
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/, 'a token'],
  [/\b[\w.+-]+@[a-z\d-]+\.[a-z]{2,}\b/i, 'an e-mail address'],
  [/\b\d{6}:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/i, 'an account id'],
];

// Where the app's vendor can be reached is nobody's data.
const CONTACTS =
  /mailto:[^"'\s>]*|\b(?:support|help|info|contact|hello|sales|privacy|security|legal|no-?reply)@[a-z\d.-]+/gi;

/** A sign that an answer is more than an empty shell. */
export interface DataTrace {
  readonly trace: string;
  /** Nothing but data leaves it; a login page that is sent with 200 leaves others. */
  readonly conclusive: boolean;
}

/** Says what in an answer speaks against its being an empty shell, or `undefined`. */
export function traceOfData(answer: Answered): DataTrace | undefined {
  const body = answer.body.replace(CONTACTS, '');
  const trace = TRACES.find(([pattern]) => pattern.test(body));
  if (trace) return { trace: `it holds ${trace[1]}`, conclusive: true };
  if (hasHeader(answer, 'set-cookie')) return { trace: 'it sets a cookie', conclusive: false };
  if (answer.truncated) return { trace: 'it is larger than 1 MB', conclusive: false };
  if (!isHtml(answer) && DATA_TYPES.test(mediaType(answer)) && answer.body.trim() !== '') {
    return { trace: `it is ${mediaType(answer)}, not a page`, conclusive: false };
  }
  return undefined;
}
