import type { Attachment } from '../content/site-data.ts';
import type { RestCall } from './resource.ts';
import { describeUser } from './resources/users.ts';

/** A file in the form of Jira. */
export function describeFile(file: Attachment, call: RestCall): Record<string, unknown> {
  const { id, name, mediaType, bytes, author } = file;
  const { site } = call;
  return {
    id,
    filename: name,
    mimeType: mediaType,
    size: bytes.length,
    author: describeUser(
      site.users.find(({ accountId }) => accountId === author),
      call,
    ),
    self: `${site.hostBaseUrl}/rest/api/3/attachment/${id}`,
    content: `${site.hostBaseUrl}/rest/api/3/attachment/content/${id}`,
  };
}

/** A file in the form of Confluence. */
export function describePageFile({ id, owner, name, mediaType, bytes }: Attachment): Record<string, unknown> {
  const download = `/rest/api/content/${owner}/child/attachment/att${id}/download`;
  return {
    id: `att${id}`,
    status: 'current',
    title: name,
    mediaType,
    fileSize: bytes.length,
    pageId: owner,
    downloadLink: download,
    _links: { download },
  };
}
