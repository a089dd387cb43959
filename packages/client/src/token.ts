/** A token's claims, unverified: hints for the browser, never a decision. Nothing where it is not a JWT. */
export function readClaims(token: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(
      atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')),
    ) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
