import { isSuccess } from '../probes/probe.ts';
import { mintUrlToken } from '../tenants/mint.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import type { InsideContext } from './context.ts';
import { targetOf, withHeaderToken } from './requests.ts';

/** Does an entry point refuse a genuine token that was minted for another URL? */
export async function refusesOtherUrls(context: InsideContext, entryPoint: EntryPoint): Promise<boolean> {
  const target = { ...targetOf(context, entryPoint), url: new URL('/authbeat-check', entryPoint.url).href };
  const token = mintUrlToken(context.tenants.first, target, context.now());
  return !isSuccess(await context.send(withHeaderToken(entryPoint, token, 'with a token of another URL')));
}
