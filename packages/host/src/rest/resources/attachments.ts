import type { Attachment } from '../../content/site-data.ts';
import { describeFile, describePageFile } from '../describe-file.ts';
import { pageByCursor } from '../paging.ts';
import { CallRefusal, notFound } from '../refusal.ts';
import type { Resource, RestCall, RestResult } from '../resource.ts';
import { issueOf } from './issues.ts';

const MAX_ATTACHMENTS = 100;
const PAGE_FILES = /^\/wiki\/api\/v2\/pages\/([^/]+)\/attachments$/;

/** Files of issues and pages. */
export const ATTACHMENT_RESOURCES: readonly Resource[] = [
  {
    method: 'POST',
    pattern: /^\/rest\/api\/[23]\/issue\/([^/]+)\/attachments$/,
    scope: 'WRITE',
    respond: (call) => ({ value: addFiles(call, issueOf(call).id).map((file) => describeFile(file, call)) }),
  },
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/attachment\/(\d+)$/,
    scope: 'READ',
    respond: (call) => ({ value: describeFile(fileOf(call), call) }),
  },
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/attachment\/content\/(\d+)$/,
    scope: 'READ',
    respond: (call) => ({ file: fileOf(call) }),
  },
  { method: 'DELETE', pattern: /^\/rest\/api\/[23]\/attachment\/(\d+)$/, scope: 'DELETE', respond: remove },
  {
    method: 'GET',
    pattern: PAGE_FILES,
    scope: 'READ',
    respond(call) {
      const { query } = call;
      const id = pageIdOf(call);
      const files = call.site.data.attachments(id).map((file) => describePageFile(file));
      return { value: pageByCursor(files, query, `/wiki/api/v2/pages/${id}/attachments`) };
    },
  },
  {
    method: 'GET',
    pattern: /^\/wiki\/api\/v2\/attachments\/(att\d+)$/,
    scope: 'READ',
    respond: (call) => ({ value: describePageFile(fileOf(call)) }),
  },
  {
    method: 'DELETE',
    pattern: /^\/wiki\/api\/v2\/attachments\/(att\d+)$/,
    scope: 'DELETE',
    respond: remove,
  },
  {
    method: 'GET',
    pattern: /^(?:\/wiki)?\/rest\/api\/content\/([^/]+)\/child\/attachment$/,
    scope: 'READ',
    respond(call) {
      const files = call.site.data.attachments(pageIdOf(call));
      return { value: { results: files.map((file) => describePageFile(file)), size: files.length } };
    },
  },
  {
    method: 'POST',
    pattern: /^(?:\/wiki)?\/rest\/api\/content\/([^/]+)\/child\/attachment$/,
    scope: 'WRITE',
    respond: (call) => ({ value: { results: addFiles(call, pageIdOf(call)).map(describePageFile) } }),
  },
  {
    method: 'GET',
    pattern: /^(?:\/wiki)?\/rest\/api\/content\/[^/]+\/child\/attachment\/(att\d+)\/download$/,
    scope: 'READ',
    respond: (call) => ({ file: fileOf(call) }),
  },
];

function addFiles({ site, caller, files }: RestCall, owner: string): readonly Attachment[] {
  if (files.length === 0) throw new CallRefusal(400, 'Send the files as multipart/form-data.');
  if (site.data.attachments(owner).length + files.length > MAX_ATTACHMENTS)
    throw new CallRefusal(
      413,
      `The local host keeps ${MAX_ATTACHMENTS} files of an issue or a page at most.`,
    );
  const author = caller.user?.accountId;
  return files.map((file) => site.data.addAttachment({ owner, author, ...file }));
}

function remove(call: RestCall): RestResult {
  call.site.data.removeAttachment(fileOf(call).id);
  return { status: 204 };
}

function fileOf({ site, path: [id = ''] }: RestCall): Attachment {
  const file = site.data.findAttachment(id);
  if (!file) throw notFound('attachment');
  return file;
}

function pageIdOf({ site, path: [id = ''] }: RestCall): string {
  if (!site.data.findPage(id)) throw notFound('content');
  return id;
}
