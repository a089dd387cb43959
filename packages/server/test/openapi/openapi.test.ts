import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { bearer, exchangeForm, startApp, type TestApp } from '../support/app.ts';
import type { Site } from '../support/site.ts';
import { Prover } from '../support/prover.ts';
import { brokenApp, callLifecycle, PATHS, send, type Operation } from './requests.ts';

interface ResponseSchema {
  readonly allOf?: readonly {
    readonly properties?: { readonly code: { readonly enum: readonly string[] } };
  }[];
}

interface DescribedResponse {
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, { readonly schema: ResponseSchema }>>;
}
interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<string, { operationId: Operation; responses: Readonly<Record<string, DescribedResponse>> }>
      >
    >
  >;
  readonly components: { readonly headers: Readonly<Record<string, { readonly schema: object }>> };
}

const document = JSON.parse(
  await readFile(new URL('../../openapi.json', import.meta.url), 'utf8'),
) as OpenApi;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ ...document, $id: 'openapi' });

/** Every response that the document describes, by operation, status and code. */
function describedResponses(): Set<string> {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  return new Set(
    operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { content }]) => {
        const codes = content?.['application/json']?.schema.allOf?.[1]?.properties?.code.enum ?? [''];
        return codes.map((code) => `${operationId} ${status} ${code}`.trim());
      }),
    ),
  );
}

/** Checks a response against the document. Returns its name. */
async function checkResponse(operation: Operation, response: Response): Promise<string> {
  const described = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .find(({ operationId }) => operationId === operation)?.responses[String(response.status)];
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  const text = await response.text();
  const name = `${operation} ${response.status}`;
  if (!described) return `${name}, which is not described`;
  for (const [header, { $ref }] of Object.entries(described.headers ?? {})) {
    const { schema } = document.components.headers[$ref.replace('#/components/headers/', '')] ?? {
      schema: {},
    };
    if (!ajv.validate(schema, response.headers.get(header))) return `${name} with a wrong ${header}`;
  }
  const content = described.content?.[type];
  if (!content) return text === '' ? name : `${name} with a body that is not described`;
  const body: unknown = type === 'application/json' ? JSON.parse(text) : text;
  const schema = JSON.parse(JSON.stringify(content.schema).replaceAll('"#/', '"openapi#/')) as object;
  if (!ajv.validate(schema, body)) return `${name} with a body that is not as described: ${ajv.errorsText()}`;
  const { code } = body as { code?: string };
  return code === undefined ? name : `${name} ${code}`;
}

type Knock = () => Promise<Response>;

/** Requests that get every kind of response. */
async function everyRequest(app: TestApp, site: Site): Promise<readonly (readonly [Operation, Knock])[]> {
  const broken = await brokenApp();
  const good = exchangeForm(site.context());
  const page = '/foo.html?a=1';
  const recovery = { subject_token: site.context(), url: site.iframe(page) };
  const session = await app.signIn(site);
  const gone = await app.signIn(site);
  await send(app, 'signOut', { headers: bearer(gone) });
  const owner = await Prover.create(app);
  const bound = await owner.signIn(site);
  const proofs = (operation: Operation, form: Record<string, string> = {}): [Operation, Knock][] => {
    const isExchange = operation === 'exchange';
    const [method, path] = PATHS[operation];
    const knock = async (claims: object): Promise<Response> => {
      const token = isExchange ? undefined : bound;
      const dpop = await owner.prove(method, `/authbeat${path}`, token, { claims: { ...claims } });
      return send(app, operation, {
        form,
        headers: { dpop, ...(token && { authorization: `DPoP ${token}` }) },
      });
    };
    return [
      [operation, async () => knock({ htm: 'TRACE' })],
      [operation, async () => knock({ nonce: 'an old one' })],
      [operation, async () => knock({})],
    ];
  };
  const brokenSession = await broken.session();
  const sessions = (operation: Operation, form?: Record<string, string>): [Operation, Knock][] => [
    [operation, async () => send(app, operation, { ...(form && { form }) })],
    [operation, async () => send(app, operation, { headers: bearer('a.b.c'), ...(form && { form }) })],
    [operation, async () => send(app, operation, { headers: bearer(gone), ...(form && { form }) })],
    [
      operation,
      async () => send(app, operation, { headers: bearer(`${session}, JWT x`), ...(form && { form }) }),
    ],
    [
      operation,
      async () => send(broken.app, operation, { headers: bearer(brokenSession), ...(form && { form }) }),
    ],
  ];
  const forms = (operation: Operation, form: Record<string, string>, headers = {}): [Operation, Knock][] => [
    [operation, async () => send(app, operation, { form: {}, headers })],
    [operation, async () => send(app, operation, { form: { ...form, x: 'x'.repeat(70_000) }, headers })],
    [operation, async () => send(app, operation, { body: '{}', headers })],
    [operation, async () => send(app, operation, { form, headers })],
  ];
  return [
    ...forms('exchange', good),
    ['exchange', async () => send(app, 'exchange', { form: exchangeForm('a.b.c') })],
    ['exchange', async () => send(app, 'exchange', { form: exchangeForm(site.context({ life: -60 })) })],
    ['exchange', async () => send(broken.app, 'exchange', { form: good })],
    ...forms('recover', recovery),
    ['recover', async () => send(app, 'recover', { form: { ...recovery, subject_token: 'a.b.c' } })],
    [
      'recover',
      async () => send(app, 'recover', { form: { ...recovery, subject_token: site.context({ life: -60 }) } }),
    ],
    ['recover', async () => send(app, 'recover', { form: { ...recovery, url: page } })],
    ['recover', async () => send(broken.app, 'recover', { form: recovery })],
    ...proofs('exchange', good),
    ...proofs('heartbeat'),
    ...proofs('issueTicket', { url: '/api/a' }),
    ...proofs('signOut'),
    ...sessions('heartbeat'),
    ...sessions('issueTicket', { url: '/api/a' }),
    ...sessions('signOut'),
    ...forms('issueTicket', { url: '/api/a' }, bearer(session)),
    ['heartbeat', async () => send(app, 'heartbeat', { headers: bearer(session) })],
    ['readRecoveryScript', async () => send(app, 'readRecoveryScript', {})],
    ['readClientScript', async () => send(app, 'readClientScript', {})],
    ...(['installed', 'enabled', 'disabled', 'uninstalled'] as const).flatMap((event): [Operation, Knock][] =>
      callLifecycle(app, broken.app, site, event).map((knock) => [event, knock]),
    ),
  ];
}

/** Responses to an account that sends too many requests. */
async function exceedLimits(): Promise<readonly (() => Promise<string>)[]> {
  const once = { burst: 1, perMinute: 1 };
  const limits = { heartbeat: once, 'sign-out': once, ticket: once, recovery: once };
  const app = await startApp({ limits: { ...limits, exchange: { burst: 2, perMinute: 1 } } });
  const site = await app.installedSite();
  const ended = bearer(await app.signIn(site));
  const sent = { form: { url: '/api/a' }, headers: bearer(await app.signIn(site)) };
  const recovery = { form: { subject_token: site.context(), url: site.iframe('/foo.html') } };
  await send(app, 'signOut', { headers: ended });
  await send(app, 'heartbeat', sent);
  await send(app, 'issueTicket', sent);
  await send(app, 'recover', recovery);
  const exchange = { form: exchangeForm(site.context()) };
  const requests = { exchange, heartbeat: sent, issueTicket: sent, recover: recovery, signOut: sent };
  return Object.entries(requests).map(
    ([operation, request]) =>
      async () =>
        checkResponse(operation as Operation, await send(app, operation as Operation, request)),
  );
}

describe('openapi.json', () => {
  it('is a valid OpenAPI document', async () => {
    const { valid, errors } = await new Validator().validate(
      structuredClone(document) as unknown as Record<string, unknown>,
    );
    expect({ valid, errors }).toMatchObject({ valid: true });
  });

  it('describes every response of the running server, and no other', async () => {
    const app = await startApp({ senderConstrained: 'optional' });
    const site = await app.installedSite();
    const seen = new Set<string>();
    for (const [operation, knock] of await everyRequest(app, site))
      seen.add(await checkResponse(operation, await knock()));

    for (const response of await exceedLimits()) seen.add(await response());

    // What needs time to pass, and ends what the others need.
    app.clock.pass(1);
    await site.call('installed');
    const session = await app.signIn(site);
    const old = site.context();
    app.clock.pass(1);
    await app.authbeat.revokeTenant(site.clientKey);
    seen.add(await checkResponse('exchange', await send(app, 'exchange', { form: exchangeForm(old) })));
    const revokedRecovery = { subject_token: old, url: site.iframe('/foo.html') };
    seen.add(await checkResponse('recover', await send(app, 'recover', { form: revokedRecovery })));
    app.clock.pass(1);
    let proven = await app.signIn(site);
    seen.add(
      await checkResponse('signOut', await send(app, 'signOut', { headers: bearer(await app.signIn(site)) })),
    );
    for (let time = 0; time < 4; time += 1) {
      app.clock.pass(800);
      const extended = await send(app, 'heartbeat', { headers: bearer(proven) });
      ({ access_token: proven } = (await extended.json()) as { access_token: string });
    }
    app.clock.pass(600);
    seen.add(await checkResponse('heartbeat', await send(app, 'heartbeat', { headers: bearer(proven) })));
    for (const operation of ['heartbeat', 'issueTicket', 'signOut'] as const) {
      const form = { url: '/api/a' };
      seen.add(
        await checkResponse(operation, await send(app, operation, { form, headers: bearer(session) })),
      );
    }
    expect([...seen].toSorted()).toEqual([...describedResponses()].toSorted());
  });
});
