import {
  isRedirect,
  isRefusal,
  isSuccess,
  type Probe,
  type ProbeRequest,
  type Responded,
} from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import type { Impostor } from '../tenants/impostor.ts';
import type { CheckContext } from './context.ts';
import { traceOfData } from './data.ts';
import { differenceOf } from './difference.ts';
import { isJudgeable, withForgery, withoutToken } from './requests.ts';

/** What an entry point shows to a request without a token. */
export type Openness =
  | { readonly kind: 'inconclusive'; readonly anonymous: Probe }
  | { readonly kind: 'refused'; readonly anonymous: Responded }
  | { readonly kind: 'broken' | 'led-elsewhere'; readonly anonymous: Responded }
  /** The same bytes for every request, and nothing in them that looks like data. */
  | { readonly kind: 'shell'; readonly anonymous: Responded }
  | {
      readonly kind: 'open';
      readonly anonymous: Responded;
      /** What shows that it is no static shell: "it holds an e-mail address". */
      readonly trace: string;
      /** Only data leaves such a trace. A login page that is sent with 200 leaves others. */
      readonly conclusive: boolean;
      readonly probes: readonly Probe[];
    };

/**
 * Requests a URL without a token twice, with tokens of two made-up tenants, and for another issue, and compares
 * the responses.
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
  for (const { request, trace, conclusive } of comparisons(context, asked)) {
    const other = await context.send(request);
    if (!isJudgeable(other)) return { kind: 'inconclusive', anonymous: other };
    const difference = isSuccess(other)
      ? differenceOf(anonymous, other, echoedBy(context, asked, other))
      : undefined;
    if (difference !== undefined) {
      const probes = [anonymous, other];
      return { kind: 'open', anonymous, trace: `${trace} (${difference})`, conclusive, probes };
    }
  }
  return { kind: 'shell', anonymous };
}

interface Comparison {
  readonly request: ProbeRequest;
  readonly trace: string;
  readonly conclusive: boolean;
}

function comparisons(context: CheckContext, entryPoint: EntryPoint): readonly Comparison[] {
  const [one, other] = context.impostors;
  const forged = (impostor: Impostor, place: 'url' | 'header'): Comparison => ({
    request: withForgery(context, entryPoint, 'forged signature', impostor, place),
    trace: 'it depends on the token',
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

const ELSEWHERE = { trace: 'it depends on the issue, project or space in the URL', conclusive: true };

/** What the requests brought along: a page that repeats it shows no data by that. */
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
