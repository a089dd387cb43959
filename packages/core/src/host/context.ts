/** Where the iframe stands in the host, as the host says. A part that the host does not name is absent. */
export interface HostContext {
  readonly jira?: { readonly issue?: HostEntity; readonly project?: HostEntity };
  readonly confluence?: { readonly content?: HostEntity; readonly space?: HostEntity };
  readonly license?: { readonly active: boolean };
}

/** Something in a host: an issue, a project, a page, a space. */
export interface HostEntity {
  readonly id?: string;
  readonly key?: string;
}

/** Reads the `context` claim of a host token. Keeps what is known and has the right form; drops the rest. */
export function readHostContext(claim: unknown): HostContext {
  const jira = { ...entity(claim, 'jira', 'issue'), ...entity(claim, 'jira', 'project') };
  const confluence = { ...entity(claim, 'confluence', 'content'), ...entity(claim, 'confluence', 'space') };
  const active = property(property(claim, 'license'), 'active');
  return {
    ...(Object.keys(jira).length > 0 && { jira }),
    ...(Object.keys(confluence).length > 0 && { confluence }),
    ...(typeof active === 'boolean' && { license: { active } }),
  };
}

function entity(claim: unknown, product: string, name: string): Record<string, HostEntity> {
  const value = property(property(claim, product), name);
  const id = identifier(property(value, 'id'));
  const key = identifier(property(value, 'key'));
  return id === undefined && key === undefined
    ? {}
    : { [name]: { ...(id !== undefined && { id }), ...(key !== undefined && { key }) } };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** Hosts write ids both as numbers and as text. */
function identifier(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 255) : undefined;
}
