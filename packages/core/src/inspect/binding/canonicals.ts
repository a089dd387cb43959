import { canonicalRequest } from '../../qsh/canonical-request.ts';
import { writeTarget, type WireRequest } from './wire.ts';

/** The canonical request, in both orders of names that hosts and libraries use; once where they are the same. */
export function canonicalsOf(
  request: Pick<WireRequest, 'method' | 'path' | 'pairs'>,
  baseUrl: string,
): readonly string[] {
  const url = writeTarget(request);
  const [encoded, raw] = (['encoded', 'raw'] as const).map((order) =>
    canonicalRequest({ method: request.method, url, baseUrl, order }),
  );
  return [...new Set([encoded ?? '', raw ?? ''])];
}
