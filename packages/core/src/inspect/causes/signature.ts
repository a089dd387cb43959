import type { CauseText } from './cause.ts';

/** Why an HS256 or RS256 signature is not the one that the given secret or key makes. */
export const SIGNATURE_CAUSES = {
  'secret-base64': {
    title: 'The secret was Base64-encoded or decoded on one side',
    help: 'Use the text of the shared secret as the key, byte for byte. Many libraries offer to decode it: do not.',
  },
  'secret-hex': {
    title: 'The secret was taken for hexadecimal on one side',
    help: 'Use the text of the shared secret as the key, byte for byte.',
  },
  'secret-percent-encoded': {
    title: 'The secret was percent-encoded or decoded on one side',
    help: 'Store the shared secret as it stands in the body of "installed".',
  },
  'secret-whitespace': {
    title: 'The secret has a space or line break at one end on one side',
    help: 'Trim the secret where it is read: files and "echo" end with a line break.',
  },
  'secret-quoted': {
    title: 'The secret is in quotes on one side',
    help: 'Remove the quotes. Some readers of .env files and JSON keep them.',
  },
  'secret-truncated': {
    title: 'The secret is cut off on one side',
    help: 'Store all of it: Atlassian allows 128 characters. Look for a column that is too short.',
  },
  'secret-previous': {
    title: 'The token is signed with the previous secret of the tenant',
    help: 'A host sends a new secret with every "installed". Accept the previous one for as long as its tokens live.',
  },
  'secret-other-tenant': {
    title: 'The token is signed with the secret of another tenant',
    help: 'Look up the secret by the "iss" of the token. If it was, two tenants share a record.',
  },
  'secret-too-short': {
    title: 'The secret is shorter than 32 bytes',
    help: 'Use a secret of at least 32 bytes (RFC 7518, section 3.2). Shorter ones can be guessed and are refused.',
  },
  'secret-is-public-key': {
    title: 'The token is signed with a public key as if it were a secret',
    help: 'Treat it as an attack. A verifier must fix the algorithm of each door and never take it from the token.',
  },
  'signature-encoding': {
    title: 'The signature is encoded in the wrong way',
    help: 'Encode the bytes of the HMAC as Base64url, not their hexadecimal text.',
  },
  'signature-other-hash': {
    title: 'The signature is made with another hash than the header says',
    help: 'Sign HS256 with HMAC-SHA-256.',
  },
  'signature-unexplained': {
    title: 'The signature is made by none of the given secrets or keys',
    help: 'Either the secret is not the one that signed, or the token was changed after it was signed.',
  },
} as const satisfies Record<string, CauseText>;
