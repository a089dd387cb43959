import type { InspectedRequest } from './request.ts';
import { splitWords } from './shell-words.ts';

/** Options of curl that take a value and say nothing about the request. */
const IGNORED_WITH_VALUE =
  /^(?:-[oAebcmwxEKTCyYzPQrtUD]|--(?:output|user-agent|referer|cookie(?:-jar)?|max-time|connect-timeout|write-out|proxy|cert|key|cacert|capath|config|resolve|retry|retry-delay|max-redirs|interface|range|limit-rate))$/;
const DATA = /^(?:-d|--data(?:-raw|-binary|-ascii|-urlencode)?|--json)$/;

/**
 * Reads a curl command as a shell and curl read it; what curl would read from files stays unread. `undefined` where
 * it is no curl command with a URL.
 */
export function readCurl(text: string): InspectedRequest | undefined {
  const [program, ...words] = splitWords(text.replace(/^\s*\$\s+/, ''));
  if (program !== 'curl') return undefined;
  const headers: Record<string, string> = {};
  const data: string[] = [];
  let method: string | undefined;
  let url: string | undefined;
  let isQuery = false;
  for (let index = 0; index < words.length; index += 1) {
    const [option, attached] = splitOption(words[index] ?? '');
    const value = (): string => {
      if (attached !== undefined) return attached;
      index += 1;
      return words[index] ?? '';
    };
    if (option === '-X' || option === '--request') method = value();
    else if (option === '-H' || option === '--header') addHeader(headers, value());
    else if (option === '-u' || option === '--user')
      headers['authorization'] = `Basic ${btoa(latin1(value()))}`;
    else if (option === '--oauth2-bearer') headers['authorization'] = `Bearer ${value()}`;
    else if (DATA.test(option)) data.push(value());
    else if (option === '-e' || option === '--referer') headers['referer'] = value();
    else if (IGNORED_WITH_VALUE.test(option)) value();
    else if (option === '-G' || option === '--get') isQuery = true;
    else if (option === '-I' || option === '--head') method ??= 'HEAD';
    else if (option === '--url') url = value();
    else if (!option.startsWith('-')) url ??= option;
  }
  if (url === undefined) return undefined;
  const body = data.join('&');
  if (isQuery && body !== '')
    return { method: method ?? 'GET', url: `${url}${url.includes('?') ? '&' : '?'}${body}`, headers };
  return { method: method ?? (body === '' ? 'GET' : 'POST'), url, headers, ...(body !== '' && { body }) };
}

/** `--name=value` is not curl's, but people write it; `-Hvalue` and `-XPOST` are. */
function splitOption(word: string): readonly [option: string, attached: string | undefined] {
  const [, long, value] = /^(--[a-z\d-]+)=([\s\S]*)$/.exec(word) ?? [];
  if (long !== undefined) return [long, value];
  const [, short, rest] = /^(-[XHdu])([\s\S]+)$/.exec(word) ?? [];
  return short === undefined ? [word, undefined] : [short, rest];
}

function addHeader(headers: Record<string, string>, line: string): void {
  const mark = line.indexOf(':');
  if (mark > 0) headers[line.slice(0, mark).trim().toLowerCase()] = line.slice(mark + 1).trim();
}

function latin1(text: string): string {
  return text.replaceAll(/[^\0-\u00FF]/g, '?');
}
