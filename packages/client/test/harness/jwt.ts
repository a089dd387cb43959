/** A token that no one has signed: the client looks at claims and never decides by them. */
export function unsignedJwt(claims: Record<string, unknown>): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}.${Buffer.from('none').toString('base64url')}`;
}
