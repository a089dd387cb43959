import { ACE } from './apps.ts';
import { describeLongPage } from './describe-unchanged.ts';

describeLongPage('atlassian-connect-express', ACE);
