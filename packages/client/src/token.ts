/** What may be in a token. */
interface Claims {
  readonly iss?: string;
  readonly tid?: string;
  readonly aud?: string | readonly string[];
  readonly sub?: string;
  readonly iat?: number;
  readonly exp?: number;
}

/** A token's claims, unverified: hints for the browser, never a decision. None where it is not a JWT. */
export function readClaims(token: string): Claims {
  try {
    return JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) as Claims;
  } catch {
    return {};
  }
}
