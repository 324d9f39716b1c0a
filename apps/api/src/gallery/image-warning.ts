import type { WarningEvent } from '@cyberimage/core';

/** Something that the owner of a picture should know. */
export type ImageWarning = Pick<WarningEvent, 'code' | 'message'>;
