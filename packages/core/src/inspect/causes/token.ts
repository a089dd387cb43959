import type { CauseText } from './cause.ts';

/** Causes that the token itself shows, whatever request it came with. */
export const TOKEN_CAUSES = {
  'token-missing': {
    title: 'There is no token in the input',
    help: 'Check that the page was opened by the host. A module with "cacheable": true gets no token in its URL: call AP.context.getToken() there.',
  },
  'token-placeholder': {
    title: 'A placeholder stands where the token belongs',
    help: 'Fill in the token before the request is sent. AP.context.getToken() returns a promise: await it.',
  },
  'token-truncated': {
    title: 'The token is cut off',
    help: 'Copy the whole token. Look for a column, cookie, header or log line with a length limit.',
  },
  'token-trailing-text': {
    title: 'Other text follows the token',
    help: 'Send only the token: header, payload and signature, joined by two dots.',
  },
  'token-quoted': {
    title: 'The token is in quotes',
    help: 'Remove the quotes. A value that passed through JSON.stringify() gains a pair.',
  },
  'token-whitespace': {
    title: 'The token contains spaces or line breaks',
    help: 'Remove them. Terminals, mail programs and YAML files wrap long lines.',
  },
  'token-encoded-twice': {
    title: 'The token is encoded once too often',
    help: 'Send the token as it is. It needs neither percent-encoding nor Base64 of its own.',
  },
  'token-not-base64url': {
    title: 'A part of the token is not Base64url',
    help: 'Encode with the URL-safe alphabet ("-" and "_") and without "=" padding (RFC 7515, section 2).',
  },
  'token-malformed': {
    title: 'The token is not a well-formed JWT',
    help: 'A JWT has a JSON header, a JSON payload and a signature, each Base64url, joined by two dots.',
  },
  'token-duplicate-names': {
    title: 'A name occurs twice in the header or the claims',
    help: 'Sign each name once. Parsers disagree about which of the two counts, so such tokens are refused.',
  },
  'token-too-large': {
    title: 'The token is longer than 8192 characters',
    help: 'Put fewer claims into it. Host tokens have a few hundred characters.',
  },
  'token-encrypted': {
    title: 'The token is encrypted (JWE)',
    help: 'Atlassian hosts send signed tokens (JWS), never encrypted ones. Look for the issuer of this one elsewhere.',
  },
  'token-opaque': {
    title: 'The token is not a JWT',
    help: 'It has no parts to read. OAuth access tokens and session IDs look like this; a door for host tokens needs a JWT.',
  },
  'token-api-token': {
    title: 'This is an Atlassian API token',
    help: 'API tokens authenticate a person at the REST API, with Basic authentication. Revoke it if it was shared.',
  },
  'token-basic-credentials': {
    title: 'These are Basic credentials, not a token',
    help: 'Basic credentials authenticate a person at the REST API. A door of a Connect app needs a host token or a session token.',
  },
  'token-oauth': {
    title: 'This is an OAuth access token',
    help: 'Use it to call the REST API as "Authorization: Bearer". It proves nothing to the app.',
  },
  'token-twice': {
    title: 'The request carries more than one token',
    help: 'Send one token in one place. Two readers may each look at another one, so such requests are refused.',
  },
  'scheme-missing': {
    title: 'The Authorization header has no scheme',
    help: 'Write "Authorization: JWT <token>" for host tokens and "Authorization: Bearer <token>" for session and invocation tokens.',
  },
  'scheme-wrong': {
    title: 'The Authorization header has the wrong scheme for this token',
    help: 'Host tokens are sent as "JWT <token>", session and invocation tokens as "Bearer <token>".',
  },
  'algorithm-none': {
    title: 'The token is not signed (alg "none")',
    help: 'Sign it. A verifier that accepts alg "none" accepts forged tokens.',
  },
  'algorithm-unsupported': {
    title: 'The token is signed with an algorithm that hosts do not use',
    help: 'Hosts sign with HS256; lifecycle calls and Forge invocations are RS256.',
  },
  'header-refused': {
    title: 'The header has a parameter that is refused',
    help: 'Leave it out. Parameters that bring a key, name its address or change how the token is read let a sender choose how it is verified.',
  },
  'type-unexpected': {
    title: 'The header names a type that is not accepted here',
    help: 'Host tokens have the type "JWT" or none.',
  },
  'key-id-missing': {
    title: 'The header names no key (kid)',
    help: 'RS256 tokens of Atlassian name their key. Without a "kid" the public key cannot be found.',
  },
  'key-unknown': {
    title: 'The key that the header names is not among those given',
    help: 'Fetch the keys again. Each rotation brings a new "kid", and production and staging have different keys.',
  },
  'key-id-wrong': {
    title: 'The token is signed by another key than the header names',
    help: 'Name the key that signs. A verifier looks up the public key by "kid".',
  },
  'token-expired': {
    title: 'The token has expired',
    help: 'Get a fresh one with AP.context.getToken(), on Forge with the next requestRemote(). If every token has expired on arrival, compare the clocks.',
  },
  'clock-skew': {
    title: 'The token is from the future',
    help: 'Set the clocks of the issuer and the verifier by NTP. The verifier may allow some seconds of leeway.',
  },
  'time-in-milliseconds': {
    title: 'A time is in milliseconds',
    help: 'Divide by 1000. "exp", "iat" and "nbf" are in seconds since 1970 (RFC 7519, section 2).',
  },
  'time-not-a-number': {
    title: 'A time is not a number',
    help: 'Write "exp", "iat" and "nbf" as JSON numbers, without quotes.',
  },
  'expiry-missing': {
    title: 'The token has no expiry (exp)',
    help: 'Add "exp". A token without an expiry can be used for ever once it leaks.',
  },
  'lifetime-too-long': {
    title: 'The token lives for more than a day',
    help: 'Give tokens minutes: host tokens live 3 to 15.',
  },
  'issuer-missing': {
    title: 'The token names no issuer (iss)',
    help: 'Add "iss": the clientKey in tokens of a host, the app key in tokens of the app.',
  },
  'issuer-unknown': {
    title: 'The issuer is none of the tenants given',
    help: 'The app has no secret for this clientKey: the "installed" call was lost, or it is kept in another database.',
  },
  'audience-mismatch': {
    title: 'The token is for another audience (aud)',
    help: 'Lifecycle tokens name the base URL of the app, invocation tokens its Forge app ID, session tokens the deployment, and as their issuer its key.',
  },
  'claim-invalid': {
    title: 'A claim is missing or has the wrong form',
    help: 'Compare the claims with the protocol: "iss" and "qsh" are text of 1 to 255 characters.',
  },
  'qsh-missing': {
    title: 'The token is bound to no request: the claim qsh is missing',
    help: 'Add "qsh": the hash of the canonical request in URLs and calls, or "context-qsh" in context tokens.',
  },
} as const satisfies Record<string, CauseText>;
