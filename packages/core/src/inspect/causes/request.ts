import type { CauseText } from './cause.ts';

/** Why a token does not belong to a request: it is of the wrong kind there, or its qsh differs. */
export const REQUEST_CAUSES = {
  'context-token-on-page': {
    title: 'A context token where a token for one URL is needed',
    help: 'Open pages with the token that the host puts into their URL. Use context tokens for APIs.',
  },
  'url-token-on-api': {
    title: 'The token of a page URL on another request',
    help: 'Call AP.context.getToken() for API calls, or exchange it for a session. A URL token opens only its own URL.',
  },
  'install-not-signed': {
    title: 'A lifecycle call with HS256 where RS256 is needed',
    help: 'Set "apiMigrations": {"signed-install": true} in the descriptor: the host then signs "installed" with RS256.',
  },
  'wrong-door': {
    title: 'This kind of token is not accepted here',
    help: 'Each kind of token opens its own doors. The list of doors shows which ones.',
  },
  'context-path-missing': {
    title: 'The base URL lacks the context path',
    help: 'Add the path to the base URL that qsh is computed with. The signer leaves the path of the base URL out.',
  },
  'context-path-extra': {
    title: 'The base URL has a path that the signer does not leave out',
    help: 'Remove the path from the base URL that qsh is computed with, or add it to "baseUrl" in the descriptor.',
  },
  'path-prefix-removed': {
    title: 'The path lost its first part on the way',
    help: 'Let the proxy keep the path, or restore it before qsh is computed.',
  },
  'path-reencoded': {
    title: 'The path was encoded in another way after it was signed',
    help: 'Compute qsh from the path as it stood on the wire. A proxy that decodes or encodes paths breaks it.',
  },
  'path-normalised': {
    title: 'Slashes or dots in the path were normalised after it was signed',
    help: 'Switch the normalisation of paths off in the proxy ("merge_slashes off" in nginx).',
  },
  'path-case': {
    title: 'The path differs in upper and lower case',
    help: 'Use one spelling in the descriptor and the route. qsh distinguishes case.',
  },
  'path-rewritten': {
    title: 'The path was rewritten to a file after it was signed',
    help: 'Compute qsh from the URL that the host requested, before the server maps it to a file.',
  },
  'trailing-slash': {
    title: 'The path differs in slashes at its end',
    help: 'Drop exactly one slash from the end of the path, unless the path is "/".',
  },
  'double-encoding': {
    title: 'Percent-encoding was applied twice on one side',
    help: 'Decode each parameter once and encode it once.',
  },
  'plus-and-space': {
    title: '"+" and space are mixed up',
    help: 'A "+" in a query is a space and is signed as "%20". A plus sign is "%2B".',
  },
  'parameter-added': {
    title: 'The request has a parameter that was not signed',
    help: 'Find what adds it: a proxy, a link decorator, the page itself. Every parameter but "jwt" is signed.',
  },
  'parameter-dropped': {
    title: 'A parameter that was signed is missing from the request',
    help: 'Keep every parameter, also empty ones, until qsh is checked.',
  },
  'parameter-changed': {
    title: 'The value of a parameter was changed after it was signed',
    help: 'Compute qsh from the query as it stood on the wire, before anything trims, lower-cases or rewrites it.',
  },
  'nested-parameters': {
    title: 'Parameters with brackets or dots were parsed as nested on one side',
    help: 'Parse the query flat: "a[b]" is a name. In Express 4, set "query parser" to "simple", or read the raw URL.',
  },
  'parameter-order': {
    title: 'The parameters were signed in another order',
    help: 'Sort by the encoded name, in byte order; sort repeated values too.',
  },
  'repeated-parameters': {
    title: 'Repeated parameters were joined in another way',
    help: 'Sort the values, encode each one, and join them with a comma: "a=1,2".',
  },
  'body-parameters': {
    title: 'Parameters of the body count on one side only',
    help: 'Java hosts and servlets merge the form body into the query, others do not. Compute qsh the way the signer does.',
  },
  'method-differs': {
    title: 'The token was made for another method',
    help: 'Sign the method that is sent. HEAD, OPTIONS and redirected POSTs change it on the way.',
  },
  'method-case': {
    title: 'The method was signed in lower case',
    help: 'Write the method in upper case in the canonical request.',
  },
  'host-included': {
    title: 'The whole URL was signed in place of the path',
    help: 'Sign the path that remains after the base URL.',
  },
  'separator-missing': {
    title: 'The canonical request was joined in another way',
    help: 'Join method, path and query with "&". The second "&" stays when there is no query.',
  },
  'encoding-rules': {
    title: 'Names and values were percent-encoded by other rules',
    help: 'Keep only A-Z a-z 0-9 - . _ ~ and write the rest as "%" with upper-case hexadecimal (RFC 3986).',
  },
  charset: {
    title: 'A parameter is not encoded in UTF-8 on one side',
    help: 'Decode and encode queries as UTF-8. Some servers read them as ISO 8859-1 by default.',
  },
  'html-escaped': {
    title: '"&" was sent as "&amp;"',
    help: 'Decode the HTML entities before the address is used as a URL.',
  },
  'fragment-included': {
    title: 'The fragment was signed',
    help: 'Leave out what follows "#": it is not sent to a server.',
  },
  'jwt-parameter-signed': {
    title: 'The parameter "jwt" was signed as an empty one',
    help: 'Leave "jwt" out of the canonical request altogether.',
  },
  'qsh-encoding': {
    title: 'The hash is right but written in another form',
    help: 'Write the SHA-256 in lower-case hexadecimal.',
  },
  'other-request': {
    title: 'The token was made for another request',
    help: 'Use each token for the request it was made for. After a redirect a token does not fit any more.',
  },
  'qsh-unexplained': {
    title: 'The token was made for a request that differs in an unknown way',
    help: 'Compare the canonical request below with what the signer signed. A changed or lost value cannot be found from the hash.',
  },
} as const satisfies Record<string, CauseText>;
