import { hostname } from 'node:os';

/** Tells the processes of a studio apart, those on other machines included. */
export const PROCESS_NAME = `${hostname()}:${process.pid}`;
