import type { CheckContext } from './context.ts';
import {
  isRedirect,
  isRefusal,
  isSuccess,
  type Responded,
  type Probe,
  type ProbeRequest,
} from '../probes/probe.ts';
import type { Impostor } from '../tenants/impostor.ts';
import { isJudgeable, withForgery, withoutToken } from './requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { traceOfData } from './data.ts';
import { differenceOf } from './difference.ts';

/** What a caller without a genuine token receives. */
export type Openness =
  | { readonly kind: 'inconclusive'; readonly anonymous: Probe }
  | { readonly kind: 'refused'; readonly anonymous: Responded }
  | { readonly kind: 'broken' | 'led-elsewhere'; readonly anonymous: Responded }
  /** The same bytes for every caller, and nothing in them that looks like data. */
  | { readonly kind: 'shell'; readonly anonymous: Responded }
  | {
      readonly kind: 'open';
      readonly anonymous: Responded;
      /** Why it is not a static shell, such as "it holds an e-mail address". */
      readonly trace: string;
      /** Only data leaves such a trace. A login page that is sent with 200 leaves others. */
      readonly conclusive: boolean;
      readonly probes: readonly Probe[];
    };

/**
 * Requests a URL as several callers without a genuine token (twice without any, with forged tokens of two made-up
 * tenants, for another issue) and compares the responses.
 */
export async function judgeOpenness(
  context: CheckContext,
  entryPoint: EntryPoint,
  method: 'GET' | 'POST' = entryPoint.method,
): Promise<Openness> {
  const asked = { ...entryPoint, method };
  const anonymous = await context.send(withoutToken(asked));
  if (!isJudgeable(anonymous)) return { kind: 'inconclusive', anonymous };
  if (isRefusal(anonymous)) return { kind: 'refused', anonymous };
  if (isRedirect(anonymous)) return { kind: 'led-elsewhere', anonymous };
  if (!isSuccess(anonymous)) return { kind: 'broken', anonymous };

  const data = traceOfData(anonymous);
  if (data !== undefined) return { kind: 'open', anonymous, ...data, probes: [anonymous] };
  for (const caller of unauthorizedCallers(context, asked)) {
    const other = await context.send(caller.request);
    const difference = isSuccess(other)
      ? differenceOf(anonymous, other, echoedBy(context, asked, other))
      : undefined;
    if (difference !== undefined) {
      const trace = `${caller.trace} (${difference})`;
      return { kind: 'open', anonymous, trace, conclusive: caller.conclusive, probes: [anonymous, other] };
    }
  }
  return { kind: 'shell', anonymous };
}

/** A request without a genuine token, and what it shows if its response differs. */
interface UnauthorizedCaller {
  readonly request: ProbeRequest;
  readonly trace: string;
  readonly conclusive: boolean;
}

function unauthorizedCallers(context: CheckContext, entryPoint: EntryPoint): readonly UnauthorizedCaller[] {
  const [one, other] = context.impostors;
  const forged = (impostor: Impostor, place: 'url' | 'header'): UnauthorizedCaller => ({
    request: withForgery(context, entryPoint, 'forged signature', impostor, place),
    trace: 'it depends on who asks',
    conclusive: true,
  });
  const { variant: url } = entryPoint;
  return [
    { request: withoutToken(entryPoint, 1), trace: 'it differs from load to load', conclusive: false },
    forged(one, 'url'),
    forged(other, 'header'),
    ...(url === undefined ? [] : [{ ...ELSEWHERE, request: withoutToken({ ...entryPoint, url }) }]),
  ];
}

const ELSEWHERE = { trace: 'it depends on the issue, project or space that is asked for', conclusive: true };

/** What the requests brought along; a page that repeats it holds no data for that. */
function echoedBy({ impostors }: CheckContext, entryPoint: EntryPoint, other: Responded): readonly string[] {
  const { pathname, search, searchParams } = new URL(other.request.url);
  return [
    other.request.url,
    entryPoint.url,
    pathname + search,
    search,
    new URL(entryPoint.url).pathname + new URL(entryPoint.url).search,
    ...searchParams.values(),
    ...impostors.flatMap(({ clientKey, accountId }) => [clientKey, accountId]),
    ...entryPoint.values,
  ];
}
