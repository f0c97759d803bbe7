// The library that sends files in pieces, in a file of its own: most visits send nothing.
export { defaultOptions, Upload } from "tus-js-client";
