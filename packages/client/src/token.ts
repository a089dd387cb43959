/** A token's claims, unverified: hints for the browser, never a decision. Nothing where it is not a JWT. */
export function readClaims(token: string): Readonly<Record<string, unknown>> {
  try {
    const payload = token.split('.')[1] ?? '';
    return Object(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))) as Record<
      string,
      unknown
    >;
  } catch {
    return {};
  }
}
