import type { CheckContext } from '../checks/check.ts';
import {
  isRedirect,
  isRefusal,
  isSuccess,
  type Answered,
  type Exchange,
  type ProbeRequest,
} from '../probes/exchange.ts';
import type { Impostor } from '../probes/impostor.ts';
import { isJudgeable, withForgery, withoutToken } from '../probes/requests.ts';
import type { Endpoint } from '../surface/endpoint.ts';
import { traceOfData } from './data.ts';
import { differenceOf } from './difference.ts';

/** What somebody without a token is shown. */
export type Openness =
  | { readonly kind: 'unanswered'; readonly anonymous: Exchange }
  | { readonly kind: 'refused'; readonly anonymous: Answered }
  | { readonly kind: 'broken' | 'led-elsewhere'; readonly anonymous: Answered }
  /** The same bytes for whoever asks, and nothing in them that looks like data. */
  | { readonly kind: 'shell'; readonly anonymous: Answered }
  | {
      readonly kind: 'open';
      readonly anonymous: Answered;
      /** What speaks against a static shell: "it holds an e-mail address". */
      readonly trace: string;
      /** Nothing but data leaves such a trace; a login page that is sent with 200 leaves others. */
      readonly conclusive: boolean;
      readonly exchanges: readonly Exchange[];
    };

/**
 * Asks for a URL as several nobodies (without a token twice, as two made-up tenants, for another issue) and
 * compares what they are shown.
 */
export async function judgeOpenness(
  context: CheckContext,
  endpoint: Endpoint,
  method: 'GET' | 'POST' = endpoint.method,
): Promise<Openness> {
  const asked = { ...endpoint, method };
  const anonymous = await context.send(withoutToken(asked));
  if (!isJudgeable(anonymous)) return { kind: 'unanswered', anonymous };
  if (isRefusal(anonymous)) return { kind: 'refused', anonymous };
  if (isRedirect(anonymous)) return { kind: 'led-elsewhere', anonymous };
  if (!isSuccess(anonymous)) return { kind: 'broken', anonymous };

  const data = traceOfData(anonymous);
  if (data !== undefined) return { kind: 'open', anonymous, ...data, exchanges: [anonymous] };
  for (const nobody of nobodies(context, asked)) {
    const other = await context.send(nobody.request);
    const difference = isSuccess(other)
      ? differenceOf(anonymous, other, echoedBy(context, asked, other))
      : undefined;
    if (difference !== undefined) {
      const trace = `${nobody.trace} (${difference})`;
      return { kind: 'open', anonymous, trace, conclusive: nobody.conclusive, exchanges: [anonymous, other] };
    }
  }
  return { kind: 'shell', anonymous };
}

interface Nobody {
  readonly request: ProbeRequest;
  readonly trace: string;
  readonly conclusive: boolean;
}

function nobodies(context: CheckContext, endpoint: Endpoint): readonly Nobody[] {
  const [one, other] = context.impostors;
  const forged = (impostor: Impostor, place: 'url' | 'header'): Nobody => ({
    request: withForgery(context, endpoint, 'forged signature', impostor, place),
    trace: 'it depends on who asks',
    conclusive: true,
  });
  const { variant: url } = endpoint;
  return [
    { request: withoutToken(endpoint, 1), trace: 'it differs from load to load', conclusive: false },
    forged(one, 'url'),
    forged(other, 'header'),
    ...(url === undefined ? [] : [{ ...ELSEWHERE, request: withoutToken({ ...endpoint, url }) }]),
  ];
}

const ELSEWHERE = { trace: 'it depends on the issue, project or space that is asked for', conclusive: true };

/** What the requests brought along; a page that repeats it holds no data for that. */
function echoedBy({ impostors }: CheckContext, endpoint: Endpoint, other: Answered): readonly string[] {
  const { pathname, search, searchParams } = new URL(other.request.url);
  return [
    other.request.url,
    endpoint.url,
    pathname + search,
    search,
    new URL(endpoint.url).pathname + new URL(endpoint.url).search,
    ...searchParams.values(),
    ...impostors.flatMap(({ clientKey, accountId }) => [clientKey, accountId]),
    ...endpoint.values,
  ];
}
