import { mintUrlToken } from '../../inside/laboratory.ts';
import { isSuccess } from '../../probes/exchange.ts';
import { targetOf, withHeaderToken } from '../../probes/requests.ts';
import type { CheckContext } from '../check.ts';
import type { Door } from '../doors.ts';

/** Does a door stay shut to a genuine token that was made for another URL? */
export async function tokenBindingIsKept(
  context: CheckContext,
  { endpoint, laboratory }: Door,
): Promise<boolean> {
  const target = { ...targetOf(context, endpoint), url: new URL('/authbeat-check', endpoint.url).href };
  const token = mintUrlToken(laboratory.first, target, context.now());
  return !isSuccess(await context.send(withHeaderToken(endpoint, token, 'with a token of another URL')));
}
