import { readCurl } from './curl.ts';
import { findTokens, fromAuthorization } from './find-tokens.ts';
import { readHar } from './har.ts';
import type { InputForm, InspectedRequest, ParsedInput } from './request.ts';

/** Decides what the input is, and takes it apart. What is nothing else is a token. */
export function readInput(input: string | InspectedRequest): ParsedInput {
  if (typeof input !== 'string') return fromRequests('request', [input]);
  const text = input.trim();
  if (text.startsWith('{')) {
    const requests = readHar(text);
    if (requests) return fromRequests('har', requests);
  }
  if (/^(?:\$\s+)?curl\s/.test(text)) {
    const request = readCurl(text);
    if (request) return fromRequests('curl', [request]);
  }
  const message = readHttpMessage(text);
  if (message) return fromRequests('http', [message]);
  const [, value] = /^authorization\s*:\s*([\s\S]+)$/i.exec(text) ?? [];
  if (value !== undefined) return { form: 'header', entries: [{ tokens: [fromAuthorization(value)] }] };
  if (/^(?:https?:\/\/|\/)\S*$/i.test(text)) return fromRequests('url', [{ url: text }]);
  return { form: 'token', entries: [{ tokens: text === '' ? [] : [{ text: input, place: 'bare' }] }] };
}

function fromRequests(form: InputForm, requests: readonly InspectedRequest[]): ParsedInput {
  const entries = requests.map((request) => ({ request, tokens: findTokens(request) }));
  // An archive has hundreds of requests without a token; they only serve to explain the others.
  return { form, entries };
}

/** `GET /panel?jwt=… HTTP/1.1` and header lines below it, or the request line alone, as logs have it. */
function readHttpMessage(text: string): InspectedRequest | undefined {
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/);
  const [line = '', ...fields] = head.split(/\r?\n/);
  const [, method, url] = /^"?([A-Z]{3,7}) (\S+)(?: HTTP\/\d(?:\.\d)?"?)?$/.exec(line.trim()) ?? [];
  if (method === undefined || url === undefined) return undefined;
  const headers = Object.fromEntries(
    fields.map((field) => {
      const mark = field.indexOf(':');
      return [field.slice(0, mark).trim().toLowerCase(), field.slice(mark + 1).trim()];
    }),
  );
  const body = rest.join('\n\n');
  return { method, url, headers, ...(body !== '' && { body }) };
}
