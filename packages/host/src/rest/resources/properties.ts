import { CallRefusal, notFound } from '../refusal.ts';
import type { Resource, RestCall } from '../resource.ts';
import { issueOf } from './issues.ts';

/** Which properties a call is about, by its path. */
type OwnerOf = (call: RestCall) => string;

const MAX_PROPERTIES = 100;

const OWNERS: readonly (readonly [path: string, owner: OwnerOf])[] = [
  ['\\/rest\\/api\\/[23]\\/issue\\/([^/]+)', (call) => `issue/${issueOf(call).id}`],
  ['\\/rest\\/api\\/[23]\\/project\\/([^/]+)', projectOf],
  ['\\/rest\\/atlassian-connect\\/(?:1|latest)\\/addons\\/([^/]+)', appOf],
];

/** Properties of issues, projects and of the app itself. */
export const PROPERTY_RESOURCES: readonly Resource[] = OWNERS.flatMap(
  ([path, ownerOf]): readonly Resource[] => {
    const list = new RegExp(`^${path}\\/properties\\/?$`);
    const one = new RegExp(`^${path}\\/properties\\/([^/]+)$`);
    const propertiesOf = (call: RestCall): Map<string, unknown> => call.site.data.properties(ownerOf(call));
    const keyOf = ({ path: [, key = ''] }: RestCall): string => key;
    return [
      {
        method: 'GET',
        pattern: list,
        scope: 'READ',
        respond: (call) => ({ value: { keys: [...propertiesOf(call).keys()].map((key) => ({ key })) } }),
      },
      {
        method: 'GET',
        pattern: one,
        scope: 'READ',
        respond(call) {
          const properties = propertiesOf(call);
          const key = keyOf(call);
          if (!properties.has(key)) throw notFound('property');
          return { value: { key, value: properties.get(key) } };
        },
      },
      {
        method: 'PUT',
        pattern: one,
        scope: 'WRITE',
        respond(call) {
          const properties = propertiesOf(call);
          const key = keyOf(call);
          if (call.body === undefined)
            throw new CallRefusal(400, 'The value of a property must be JSON of at most 32 KB.');
          const isNew = !properties.has(key);
          if (isNew && properties.size >= MAX_PROPERTIES)
            throw new CallRefusal(400, 'There are too many properties.');
          properties.set(key, call.body);
          return { status: isNew ? 201 : 200 };
        },
      },
      {
        method: 'DELETE',
        pattern: one,
        scope: 'DELETE',
        respond(call) {
          if (!propertiesOf(call).delete(keyOf(call))) throw notFound('property');
          return { status: 204 };
        },
      },
    ];
  },
);

function projectOf({ site, path: [keyOrId] }: RestCall): string {
  const project = site.data.findProject(keyOrId);
  if (!project) throw notFound('project');
  return `project/${project.id}`;
}

/** @throws {CallRefusal} 401 for the properties of another app */
function appOf({ caller, path: [appKey] }: RestCall): string {
  const { key } = caller.app;
  if (appKey !== key) throw new CallRefusal(401, 'An app may use its own properties only.');
  return `app/${key}`;
}
