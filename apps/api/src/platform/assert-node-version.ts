const OLDEST_NODE_MAJOR = 24;

// The first import of every entry file: on an older Node native modules crash without a word.
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE_MAJOR) {
  process.stderr.write(
    `CyberImage needs Node ${OLDEST_NODE_MAJOR} or newer; this is ${process.version}.\n` +
      'Start it with "npm start": on Linux x64 that brings its own Node.\n',
  );
  process.exit(1);
}
