/** What is loaded apart of this room, when there is a microphone, camera or screen to open. */
export { Capture } from "./capture.ts";
export { measureLevel } from "./level-meter.ts";
export { testMicrophone } from "./microphone-test.ts";
