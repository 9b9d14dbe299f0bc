/** Calls in a template: importing this makes the elements known. It exports the SDK as well. */
import { addLanguage } from "./languages.ts";
import { register } from "./register.ts";
import { RingbackCallButton } from "./ringback-call-button.ts";
import { RingbackCallEnded } from "./ringback-call-ended.ts";
import { RingbackCallHistory } from "./ringback-call-history.ts";
import { RingbackCallView } from "./ringback-call-view.ts";
import { RingbackDeviceSettings } from "./ringback-device-settings.ts";
import { RingbackIncomingCall } from "./ringback-incoming-call.ts";
import { RingbackPeople } from "./ringback-people.ts";
import { RingbackPhone } from "./ringback-phone.ts";
import { RingbackPrejoin } from "./ringback-prejoin.ts";
import { RingbackQuality } from "./ringback-quality.ts";

export * from "../index.ts";
export * from "../words/index.ts";
export { addLanguage, type ElementWords, type Language } from "./languages.ts";
export type { Person, PersonOf, Phone } from "./phones.ts";
export { RingbackElement } from "./ringback-element.ts";
export { english as englishWords } from "./words/english.ts";
export type { Ringtone } from "./ring-fields.ts";
export {
  RingbackCallButton,
  RingbackCallEnded,
  RingbackCallHistory,
  RingbackCallView,
  RingbackDeviceSettings,
  RingbackIncomingCall,
  RingbackPeople,
  RingbackPhone,
  RingbackPrejoin,
  RingbackQuality,
};

register("ringback-call-button", RingbackCallButton);
register("ringback-call-ended", RingbackCallEnded);
register("ringback-call-history", RingbackCallHistory);
register("ringback-call-view", RingbackCallView);
register("ringback-device-settings", RingbackDeviceSettings);
register("ringback-incoming-call", RingbackIncomingCall);
register("ringback-people", RingbackPeople);
register("ringback-phone", RingbackPhone);
register("ringback-prejoin", RingbackPrejoin);
register("ringback-quality", RingbackQuality);

addLanguage("de", () => import("./words/german.ts"));
addLanguage("es", () => import("./words/spanish.ts"));
