import { defineBridge } from './bridge.js';
import { showFrames } from './frames.js';
import { startInspector } from './inspector.js';

defineBridge();
showFrames();
startInspector();
