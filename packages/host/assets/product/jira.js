import { findTitle } from '../frames.js';
import { call, page } from '../server.js';
import { extensionOf, settling } from './calls.js';
import { askInDialog } from './form-dialog.js';

/** `AP.jira`. Its callbacks are the last argument here; the bridge file of apps moves them there. */
export const jira = {
  refreshIssuePage: () => location.reload(),
  isNativeApp: settling(async () => false),
  isDashboardItemEditable: settling(async () => page.account !== null),
  setDashboardItemTitle: (...args) => {
    const title = findTitle(extensionOf(args));
    if (title) title.textContent = String(args[0]);
  },
  openCreateIssueDialog: settling(async (...args) => {
    const [{ pid, fields = {} }] = optionsOf(args);
    const answer = await askInDialog(
      'Create issue',
      [
        {
          name: 'project',
          label: 'Project',
          value: page.projects.find(({ id }) => id === String(pid))?.key ?? page.projects[0].key,
          options: page.projects.map(({ key, name }) => [key, name]),
        },
        { name: 'summary', label: 'Summary', value: String(fields.summary ?? '') },
      ],
      { submit: 'Create' },
    );
    return answer ? [await call('/host/new-issue', answer)] : [];
  }),
  openIssueDialog: settling(async (...args) => {
    const [issue] = args;
    const { key, summary, status } = await call('/host/issue', { issue });
    await askInDialog(key, [], { description: `${summary} (${status})`, submit: 'Done', cancel: 'Close' });
    return key;
  }),
  openDatePicker: settling(async (...args) => {
    const [{ date = '', showTime = false }] = optionsOf(args);
    const answer = await askInDialog(
      'Choose a date',
      [
        {
          name: 'date',
          label: 'Date',
          type: showTime ? 'datetime-local' : 'date',
          value: String(date).slice(0, showTime ? 16 : 10),
        },
      ],
      { submit: 'Choose' },
    );
    return { date: answer?.date };
  }),
  showJQLEditor: settling(async (...args) => {
    const [{ jql = '', header = 'JQL', descriptionText, submitText, cancelText }] = optionsOf(args);
    const answer = await askInDialog(
      header,
      [{ name: 'jql', label: 'Query', type: 'textarea', value: jql }],
      { description: descriptionText, submit: submitText, cancel: cancelText },
    );
    return { jql: answer?.jql ?? jql };
  }),
};

/** The options of a call, which may be absent: the last argument is the callback of the bridge. */
function optionsOf(args) {
  return args.length > 1 && typeof args[0] === 'object' && args[0] !== null ? [args[0]] : [{}];
}
