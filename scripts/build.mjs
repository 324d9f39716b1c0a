// `npm run build`: everything that is stale. Part of `npm start` and `npm test`.
import { ensureBuilt } from './setup/build.mjs';
import { nodeForProduct } from './setup/node.mjs';

ensureBuilt(nodeForProduct());
