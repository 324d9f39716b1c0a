import { expect, it } from 'vitest';
import { childEnvironment } from './child-environment.js';

it('passes on the basics and what was granted, never what changes the code that runs', () => {
  const environment = {
    PATH: '/bin',
    HOME: '/home/a',
    HF_TOKEN: 'secret',
    DATABASE_URL: 'postgres://secret',
    NODE_EXTRA_CA_CERTS: 'own.pem',
    NODE_OPTIONS: '--require=./a.js',
    LD_PRELOAD: 'a.so',
  };
  const granted = ['HF_TOKEN', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'LD_PRELOAD', 'ABSENT'];
  expect(childEnvironment(granted, environment)).toEqual({
    PATH: '/bin',
    HOME: '/home/a',
    HF_TOKEN: 'secret',
    NODE_EXTRA_CA_CERTS: 'own.pem',
  });
});
