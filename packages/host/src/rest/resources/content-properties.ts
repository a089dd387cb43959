import { isRecord } from '@authbeat/core';
import { CallRefusal, notFound } from '../refusal.ts';
import type { Resource, RestCall } from '../resource.ts';

const LIST = /^(?:\/wiki)?\/rest\/api\/content\/([^/]+)\/property$/;
const ONE = /^(?:\/wiki)?\/rest\/api\/content\/([^/]+)\/property\/([^/]+)$/;
const MAX_PROPERTIES = 100;

/** Properties of pages. They are kept with their versions. */
export const CONTENT_PROPERTY_RESOURCES: readonly Resource[] = [
  {
    method: 'GET',
    pattern: LIST,
    scope: 'READ',
    respond: (call) => ({
      value: { results: [...propertiesOf(call).keys()].map((key) => describe(call, key)) },
    }),
  },
  { method: 'POST', pattern: LIST, scope: 'WRITE', respond: (call) => save(call, keyInBody(call.body)) },
  {
    method: 'GET',
    pattern: ONE,
    scope: 'READ',
    respond: (call) => ({ value: describe(call, keyOf(call)) }),
  },
  { method: 'PUT', pattern: ONE, scope: 'WRITE', respond: (call) => save(call, keyOf(call)) },
  {
    method: 'DELETE',
    pattern: ONE,
    scope: 'DELETE',
    respond(call) {
      const key = keyOf(call);
      if (!propertiesOf(call).delete(key)) throw notFound('property');
      versionsOf(call).delete(key);
      return { status: 204 };
    },
  },
];

/** A property has version 1 at first. A later one must be the next, as two apps may change the same property. */
function save(call: RestCall, key: string) {
  const { body } = call;
  if (!isRecord(body) || body['value'] === undefined) throw new CallRefusal(400, 'value: It is missing.');
  const properties = propertiesOf(call);
  if (!properties.has(key) && properties.size >= MAX_PROPERTIES)
    throw new CallRefusal(400, 'There are too many properties.');
  const next = versionOf(call, key) + 1;
  const given = isRecord(body['version']) ? body['version']['number'] : next;
  if (given !== next) throw new CallRefusal(409, `version.number: It must be ${next}.`);
  properties.set(key, body['value']);
  versionsOf(call).set(key, next);
  return { value: describe(call, key) };
}

function describe(call: RestCall, key: string): Record<string, unknown> {
  const properties = propertiesOf(call);
  if (!properties.has(key)) throw notFound('property');
  return { key, value: properties.get(key), version: { number: versionOf(call, key) } };
}

function versionOf(call: RestCall, key: string): number {
  const version = versionsOf(call).get(key);
  return typeof version === 'number' ? version : 0;
}

function propertiesOf({ site, path: [id = ''] }: RestCall): Map<string, unknown> {
  if (!site.data.findPage(id)) throw notFound('content');
  return site.data.properties(`content/${id}`);
}

function versionsOf({ site, path: [id = ''] }: RestCall): Map<string, unknown> {
  return site.data.properties(`content-versions/${id}`);
}

function keyOf({ path: [, key = ''] }: RestCall): string {
  return key;
}

function keyInBody(body: unknown): string {
  const key = isRecord(body) ? body['key'] : undefined;
  if (typeof key !== 'string' || key === '') throw new CallRefusal(400, 'key: It is missing.');
  return key;
}
