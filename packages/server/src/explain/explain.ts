import { findFramingProblems } from '@authbeat/core';
import type { InspectedRequest } from '@authbeat/core/inspect';
import type { Refusal } from '../errors.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Door } from '../signals/events.ts';
import { describeRefusal, formatDescription, needsFindings } from './describe-refusal.ts';
import { findCauses, loadInspector, type VerifyingParts } from './find-causes.ts';
import { createReporter } from './report-reason.ts';

/** Explains refused requests for the app's developer: on the console, and in the timeline of a local host. */
export interface Explainer {
  /** Keeps the body that an endpoint reads: a token in it can be explained then. */
  readonly watch: (request: AuthbeatRequest) => AuthbeatRequest;
  /** Prints one line about a refused request, soon. Never throws. */
  readonly explain: (door: Door, request: AuthbeatRequest, refusal: Refusal) => void;
  /** Prints one line about a policy of the app that keeps the frames of these hosts blank, once for each policy. */
  readonly explainPolicy: (hosts: readonly string[]) => (policy: string) => void;
}

/** An app has a few policies, unless it makes a nonce for each response. */
const MAX_POLICIES = 20;
/** Lines are for reading: a token, a URL or a claim may be thousands of characters long. */
const MAX_LINE = 1000;

export function createExplainer(parts: VerifyingParts): Explainer {
  const bodies = new WeakMap<AuthbeatRequest, string>();
  const explained = new Set<string>();
  const report = createReporter(parts.settings.installKeyServers);
  void loadInspector();
  return {
    watch(request) {
      const watched: AuthbeatRequest = {
        method: request.method,
        url: request.url,
        get address() {
          return request.address;
        },
        header: (name) => request.header(name),
        async body(limit) {
          const body = await request.body(limit);
          if (body.state === 'raw') bodies.set(watched, Buffer.from(body.bytes).toString('utf8'));
          if (body.state === 'parsed') bodies.set(watched, toForm(body.value));
          return body;
        },
      };
      return watched;
    },
    explain(door, request, refusal) {
      void print(async () => {
        const seen = readRequest(request, bodies.get(request));
        // What needs no inspection is printed at once: `authbeat dev` ends an app that refuses its installation.
        const findings = needsFindings(refusal) ? await findCauses(seen, parts) : { reasons: [] };
        const description = describeRefusal(door, seen, refusal, findings, parts.settings.docsUrl);
        report(description);
        return formatDescription(description);
      });
    },
    explainPolicy: (hosts) => (policy) => {
      if (explained.has(policy) || explained.size >= MAX_POLICIES) return;
      explained.add(policy);
      const { bridgeUrl, docsUrl } = parts.settings;
      const problems = findFramingProblems(policy, { hosts, bridgeUrl });
      if (problems.length === 0) return;
      const sentence = `A Content-Security-Policy that was set in front of page(), as helmet does by default, keeps frames blank: ${problems.join('; ')}.`;
      void print(() => `${sentence} See ${docsUrl}/frameworks/helmet/`);
    },
  };
}

/** The parts of a request that an explanation looks at, read now: the framework may use the request again later. */
function readRequest(request: AuthbeatRequest, body: string | undefined): InspectedRequest {
  const { method, url }: { readonly method: unknown; readonly url: unknown } = request;
  const authorization = request.header('authorization');
  return {
    method: String(method),
    url: String(url),
    headers: authorization === undefined ? {} : { authorization },
    ...(body !== undefined && { body }),
  };
}

/** The fields of a form that a body parser has read. */
function toForm(value: unknown): string {
  const fields = Object.entries(value ?? {}).filter(([, field]) => typeof field === 'string');
  return new URLSearchParams(fields as [string, string][]).toString();
}

async function print(describe: () => string | Promise<string>): Promise<void> {
  try {
    const line = (await describe()).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, MAX_LINE);
    // The console is where developers look, and nothing is printed in production.
    // oxlint-disable-next-line eslint/no-console
    console.warn(`[authbeat] ${line}`);
  } catch {
    // An explanation that fails must not change what the request gets.
  }
}
