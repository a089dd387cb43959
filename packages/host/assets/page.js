import { defineBridge } from './bridge.js';
import { showFrames } from './frames.js';
import { startInspector } from './inspector.js';
import { openItems } from './items.js';

defineBridge();
showFrames();
openItems();
startInspector();
