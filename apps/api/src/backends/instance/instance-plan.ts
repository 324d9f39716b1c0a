import type { NetworkRules } from '../network/network-rules.js';
import type { InstanceContext } from '../protocol/host-message.js';
import type { ChildLaunch } from './launch-child.js';

/** Everything that an instance is started with, each time it is started. */
export interface InstancePlan {
  readonly displayName: string;
  readonly version: string | undefined;
  /** The id of the manifest, which the backend must bear; several instances may share it. */
  readonly backendId: string;
  readonly entryUrl: string;
  readonly context: InstanceContext;
  readonly network: NetworkRules;
  readonly launch: ChildLaunch;
}
