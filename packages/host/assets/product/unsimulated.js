import { settling } from './calls.js';

/** What apps may call in the cloud, and the local host does not simulate. */
const METHODS = {
  jira: ['getWorkflowConfiguration', 'initJQLEditor'],
  confluence: ['closeMacroPropertyPanel', 'onMacroPropertyPanelEvent'],
  customContent: ['getEditComponent'],
};

/** Methods by module, each of which fails with a sentence that names it. */
export const unsimulated = Object.fromEntries(
  Object.entries(METHODS).map(([module, names]) => [
    module,
    Object.fromEntries(names.map((name) => [name, fail(`AP.${module}.${name}()`)])),
  ]),
);

function fail(name) {
  return settling(async () => {
    const sentence = `${name} is not simulated by the local host.`;
    // A call with a callback gets no error.
    // oxlint-disable-next-line no-console -- developers look for it there
    console.warn(sentence);
    throw new Error(sentence);
  });
}
