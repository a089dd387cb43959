import { mintUrlToken } from '../tenants/test-tenants.ts';
import { isSuccess } from '../probes/probe.ts';
import { targetOf, withHeaderToken } from './requests.ts';
import type { InsideContext } from './context.ts';
import type { Guarded } from './guarded.ts';

/** Does a guarded entry point refuse a genuine token that was made for another URL? */
export async function tokenBindingIsKept(context: InsideContext, { entryPoint }: Guarded): Promise<boolean> {
  const target = { ...targetOf(context, entryPoint), url: new URL('/authbeat-check', entryPoint.url).href };
  const token = mintUrlToken(context.tenants.first, target, context.now());
  return !isSuccess(await context.send(withHeaderToken(entryPoint, token, 'with a token of another URL')));
}
