import {
  BASE_URL,
  DESCRIPTOR,
  hash,
  hashText,
  hostToken,
  pageSignedFor,
  withToken,
  APP_KEY,
} from './tokens.ts';
import type { Mistake } from './token-mistakes.ts';

/** A page whose token was made for a canonical request that is written down here. */
const signedAs = (canonical: string, received: string): string =>
  withToken(received, hostToken(hashText(canonical)));
const webhook = (signed: [method: string, url: string], curl: string): string =>
  `curl -H 'Authorization: JWT ${hostToken(hash(...signed))}' ${curl}`;

/** Requests whose qsh differs. */
export const REQUEST_MISTAKES: readonly Mistake[] = [
  {
    what: 'a base URL without the context path',
    input: withToken('/app/panel?a=1', hostToken(hash('GET', '/app/panel?a=1', `${BASE_URL}/app`))),
    cause: 'context-path-missing',
  },
  {
    what: 'a base URL with a path that the host does not know',
    input: pageSignedFor('/app/panel?a=1', '/app/panel?a=1'),
    options: { baseUrl: `${BASE_URL}/app` },
    cause: 'context-path-extra',
  },
  {
    what: 'a proxy that strips a prefix',
    input: pageSignedFor('/connect/panel?a=1', '/panel?a=1'),
    cause: 'path-prefix-removed',
  },
  {
    what: 'a Confluence URL signed without /wiki',
    input: `curl -H 'Authorization: JWT ${hostToken(hash('GET', '/wiki/rest/api/content?limit=5', 'https://example.atlassian.net'), { iss: APP_KEY, aud: ['x'] })}' 'https://example.atlassian.net/wiki/rest/api/content?limit=5'`,
    options: { appKey: APP_KEY, baseUrl: 'https://example.atlassian.net/wiki' },
    cause: 'context-path-extra',
  },
  {
    what: 'a proxy that decodes %2F',
    input: pageSignedFor('/files/a%2Fb?x=1', '/files/a/b?x=1'),
    cause: 'path-reencoded',
  },
  {
    what: 'a proxy that writes hexadecimal in lower case',
    input: pageSignedFor('/caf%C3%A9/%5Bid%5D?x=1', '/caf%c3%a9/%5bid%5d?x=1'),
    cause: 'path-reencoded',
  },
  {
    what: 'a proxy that decodes a tilde',
    input: pageSignedFor('/%7Euser/page?x=1', '/~user/page?x=1'),
    cause: 'path-reencoded',
  },
  {
    what: 'a proxy that encodes @',
    input: pageSignedFor('/user/@me?x=1', '/user/%40me?x=1'),
    cause: 'path-reencoded',
  },
  {
    what: 'a path that was encoded twice',
    input: pageSignedFor('/a%20b?x=1', '/a%2520b?x=1'),
    cause: 'double-encoding',
  },
  {
    what: 'a proxy that merges slashes',
    input: pageSignedFor('/p//q?x=1', '/p/q?x=1'),
    cause: 'path-normalised',
  },
  {
    what: 'a descriptor with another spelling of the route',
    input: pageSignedFor('/Panel?x=1', '/panel?x=1'),
    cause: 'path-case',
  },
  {
    what: 'a server that maps a page to its file',
    input: pageSignedFor('/board?x=1', '/board.html?x=1'),
    cause: 'path-rewritten',
  },
  {
    what: 'a signer that keeps the slash at the end',
    input: signedAs('GET&/panel/&a=1', '/panel/?a=1'),
    cause: 'trailing-slash',
  },
  {
    what: 'two slashes at the end',
    input: pageSignedFor('/panel//?a=1', '/panel?a=1'),
    cause: 'trailing-slash',
  },
  {
    what: 'a query that was encoded twice',
    input: pageSignedFor('/panel?q=a%20b', '/panel?q=a%2520b'),
    cause: 'double-encoding',
  },
  {
    what: 'a plus sign that became a space',
    input: pageSignedFor('/panel?q=a%2Bb', '/panel?q=a+b'),
    cause: 'plus-and-space',
  },
  {
    what: 'a signer that writes spaces as +',
    input: signedAs('GET&/panel&q=a+b', '/panel?q=a%20b'),
    cause: 'plus-and-space',
  },
  {
    what: 'a signer that takes + for itself',
    input: signedAs('GET&/panel&q=a%2Bb', '/panel?q=a+b'),
    cause: 'plus-and-space',
  },
  {
    what: 'a link with a tracking parameter',
    input: pageSignedFor('/panel?a=1', '/panel?a=1&utm_source=mail'),
    cause: 'parameter-added',
  },
  {
    what: 'two parameters that the page added',
    input: pageSignedFor('/panel?a=1', '/panel?a=1&tab=2&_=179534'),
    cause: 'parameter-added',
  },
  {
    what: 'a framework that drops empty parameters',
    input: pageSignedFor('/panel?a=1&cp=', '/panel?a=1'),
    cause: 'parameter-dropped',
  },
  {
    what: 'a proxy that drops the licence',
    input: pageSignedFor('/panel?a=1&lic=active', '/panel?a=1'),
    cause: 'parameter-dropped',
  },
  {
    what: 'a constant of the descriptor that was lost',
    input: pageSignedFor('/panel?issueKey=AB-1&mode=compact', '/panel?issueKey=AB-1'),
    options: { descriptor: DESCRIPTOR },
    cause: 'parameter-dropped',
  },
  {
    what: 'a parameter that was lost between two URLs',
    input: pageSignedFor('/panel?a=1&secretive=xyz', '/panel?a=1&secretive=xyz'),
    options: { url: `${BASE_URL}/panel?a=1` },
    cause: 'parameter-dropped',
  },
  {
    what: 'a value that was lower-cased',
    input: pageSignedFor('/panel?issueKey=AB-1', '/panel?issueKey=ab-1'),
    cause: 'parameter-changed',
  },
  {
    what: 'a value that lost its slash at the end',
    input: pageSignedFor('/panel?u=https%3A%2F%2Fx.example%2F', '/panel?u=https%3A%2F%2Fx.example'),
    cause: 'parameter-changed',
  },
  {
    what: 'a verifier whose framework parses brackets',
    input: signedAs('GET&/panel&filter=%5Bobject%20Object%5D', '/panel?filter[a]=1'),
    cause: 'nested-parameters',
  },
  {
    what: 'a signer that drops the brackets of lists',
    input: signedAs('GET&/panel&id=1,2', '/panel?id[]=1&id[]=2'),
    cause: 'nested-parameters',
  },
  {
    what: 'a signer that does not sort',
    input: signedAs('GET&/panel&b=2&a=1', '/panel?b=2&a=1'),
    cause: 'parameter-order',
  },
  {
    what: 'a signer that sorts without case',
    input: signedAs('GET&/panel&a=1&B=2&c=3', '/panel?a=1&B=2&c=3'),
    cause: 'parameter-order',
  },
  {
    what: 'a signer that does not sort values',
    input: signedAs('GET&/panel&a=2,1', '/panel?a=2&a=1'),
    cause: 'parameter-order',
  },
  {
    what: 'a signer that encodes the comma between values',
    input: signedAs('GET&/panel&a=1%2C2', '/panel?a=1&a=2'),
    cause: 'repeated-parameters',
  },
  {
    what: 'a signer that writes repeated values as pairs',
    input: signedAs('GET&/panel&a=1&a=2', '/panel?a=2&a=1'),
    cause: 'repeated-parameters',
  },
  {
    what: 'a servlet that merges the form into the query',
    input: `curl -X POST -H 'Authorization: JWT ${hostToken(hash('POST', '/hooks/form?a=1&b=2'))}' -d 'b=2' 'https://app.example.com/hooks/form?a=1'`,
    cause: 'body-parameters',
  },
  {
    what: 'a token for POST on a GET',
    input: pageSignedFor('/panel?a=1', '/panel?a=1', 'POST'),
    cause: 'method-differs',
  },
  {
    what: 'a HEAD request of a link preview',
    input: webhook(['GET', '/panel?a=1'], `-I 'https://app.example.com/panel?a=1'`),
    cause: 'method-differs',
  },
  {
    what: 'a signer with the method in lower case',
    input: signedAs('get&/panel&a=1', '/panel?a=1'),
    cause: 'method-case',
  },
  {
    what: 'a signer that takes the whole URL for the path',
    input: signedAs('GET&https://app.example.com/panel&a=1', '/panel?a=1'),
    cause: 'host-included',
  },
  {
    what: 'a signer that leaves out the second &',
    input: signedAs('GET&/panel', '/panel'),
    cause: 'separator-missing',
  },
  {
    what: 'a signer that joins the query with ?',
    input: signedAs('GET&/panel?a=1', '/panel?a=1'),
    cause: 'separator-missing',
  },
  {
    what: 'encodeURIComponent() alone',
    input: signedAs("GET&/panel&q=it's(1)!", "/panel?q=it's(1)!"),
    cause: 'encoding-rules',
  },
  {
    what: 'a signer that does not encode',
    input: signedAs('GET&/panel&u=https://x.example', '/panel?u=https%3A%2F%2Fx.example'),
    cause: 'encoding-rules',
  },
  {
    what: 'a server that reads queries as ISO 8859-1',
    input: pageSignedFor('/panel?q=caf%C3%A9', '/panel?q=caf%C3%83%C2%A9'),
    cause: 'charset',
  },
  {
    what: 'a URL copied out of HTML',
    input: pageSignedFor('/panel?a=1&b=2', '/panel?a=1&amp;b=2'),
    cause: 'html-escaped',
  },
  {
    what: 'a signer that signs the fragment',
    input: `${withToken('/panel?a=1', hostToken(hashText('GET&/panel&a=1#top')))}#top`,
    cause: 'fragment-included',
  },
  {
    what: 'a signer that signs an empty jwt parameter',
    input: signedAs('GET&/panel&a=1&jwt=', '/panel?a=1'),
    cause: 'jwt-parameter-signed',
  },
  {
    what: 'a hash in upper case',
    input: withToken('/panel?a=1', hostToken(hash('GET', '/panel?a=1').toUpperCase())),
    cause: 'qsh-encoding',
  },
  {
    what: 'a hash in Base64',
    input: withToken(
      '/panel?a=1',
      hostToken(Buffer.from(hash('GET', '/panel?a=1'), 'hex').toString('base64')),
    ),
    cause: 'qsh-encoding',
  },
  {
    what: 'a token that was sent on in a redirect',
    input: pageSignedFor('/board?a=1', '/login?a=1'),
    options: { descriptor: DESCRIPTOR },
    cause: 'other-request',
  },
  {
    what: 'a value that cannot be known',
    input: pageSignedFor('/panel?a=1&pin=8437', '/panel?a=1'),
    cause: 'qsh-unexplained',
    certainty: 'possible',
  },
];
