import { flagProvider } from '../product/flags.js';
import { call } from '../server.js';
import { addListener, emit } from './events.js';
import { createHistory } from './history.js';
import { openModal } from './modal.js';
import { navigate, urlOf } from './navigate.js';
import { fetchProduct, fetchRemote, invoke } from './remote.js';

/** Flags that are shown, by their id. */
const flags = new Map();

/**
 * The commands of `@forge/bridge`, each with the frame that calls it. A value of `false` is how the product says that
 * a view cannot do it.
 */
const COMMANDS = {
  getContext: async ({ data }) => {
    const { app, module, issue, modal } = data;
    const context = await call('/host/forge/context', { app, module, ...(issue && { issue }) });
    const theme = { colorMode: colorMode() };
    return { ...context, theme, extension: { ...context.extension, ...(modal && { modal }) } };
  },
  fetchRemote,
  invoke,
  fetchProduct,
  navigate,
  getUrl: (frame, location) => urlOf(frame, location),
  reload: () => location.reload(),
  createHistory,
  openModal,
  close: ({ close }, payload) => (close ? close(payload) : false),
  submit: ({ close }, payload) => (close ? close(payload) : false),
  onClose: (frame, callback) => {
    if (!frame.close) return false;
    frame.onClose = callback;
    return true;
  },
  open: () => false,
  refresh: () => location.reload(),
  showFlag: (_, { id, title, description, type, appearance = type, actions = [], isAutoDismiss }) => {
    const flag = flagProvider.create({
      id,
      title,
      body: description,
      type: appearance,
      close: isAutoDismiss ? 'auto' : 'manual',
      actions: actions.map(({ text, onClick }) => ({ actionText: text, executeAction: onClick })),
      onClose: () => flags.delete(id),
    });
    flags.set(id, flag);
    return true;
  },
  closeFlag: (_, { id }) => {
    flags.get(id)?.close();
    return true;
  },
  enableTheming: async ({ tell }) => {
    await tell('setTheme', colorMode());
  },
  emit: ({ data }, { event, payload }) => emit(event, payload, data.app),
  on: (frame, { event, callback }) => addListener(frame, `app ${event}`, callback),
  emitPublic: (_, { event, payload }) => emit(event, payload),
  onPublic: (frame, { event, callback }) => addListener(frame, `public ${event}`, callback),
  emitReadyEvent: () => true,
  changeWindowTitle: (_, title) => {
    document.title = String(title);
  },
  getFrameId: ({ data }) => `${data.app}/${data.module}`,
  /** Not one of Atlassian's: how high the page of the app is. */
  'authbeat:resize': ({ iframe }, height) => {
    if (!iframe.closest('[data-full-page]')) iframe.style.height = `${Math.max(150, Number(height))}px`;
  },
};

/** Runs a command of the bridge. One that is not simulated is rejected, and recorded in the timeline. */
export async function runCommand(frame, command, payload) {
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (run) return run(frame, payload);
  const { app, module } = frame.data;
  await call('/host/forge/report', { app, module, event: 'unsimulated', name: command });
  throw new Error(`The local Forge host does not simulate the command "${command}" of the bridge.`);
}

function colorMode() {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
