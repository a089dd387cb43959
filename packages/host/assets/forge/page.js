import { runCommand } from './commands.js';
import { createFrame, forgePage, openFrames } from './frames.js';

/* global connectChannel */

window.addEventListener('message', connect);
for (const [index, data] of forgePage.frames.entries())
  document.querySelector(`[data-forge-frame="${index}"]`).replaceChildren(createFrame(data).iframe);

/** The bridge in a frame's page sends a port when it starts: once for each document. */
function connect({ data, origin, source, ports }) {
  if (data?.type !== 'authbeat:forge-bridge') return;
  const frame = openFrames().find(({ iframe }) => iframe.contentWindow === source);
  if (!frame || origin !== new URL(frame.data.url).origin) return;
  frame.listeners.clear();
  frame.tell = connectChannel(ports[0], (command, payload) => runCommand(frame, command, payload));
}
