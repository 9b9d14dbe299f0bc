/** What is loaded apart of this room, when there is a connection to watch or to explain. */
export { explain } from "./explain.ts";
export { QualityMonitor } from "./monitor.ts";
