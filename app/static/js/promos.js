// The strip of running promos.
export function start() {}
