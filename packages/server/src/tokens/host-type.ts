import { TokenError, type DecodedToken } from '@authbeat/core';

/**
 * Hosts type their tokens `JWT`, or not at all: anything else is of another kind.
 *
 * @throws {TokenError} `token_header_refused`
 * @see RFC 8725, section 3.11
 */
export function checkHostType({ header }: DecodedToken): void {
  const { typ = 'JWT' } = header;
  if (typ.toUpperCase() !== 'JWT') throw new TokenError('token_header_refused', { name: 'typ' });
}
