import { CodedError } from "../coded-error.ts";
import type { ErrorCode } from "../messages.gen.ts";

/** There is another call, and no call waiting; the other side takes no tones; or what the server answers. */
export type CallErrorCode = "in_call" | "no_dtmf" | ErrorCode;

/** A command that cannot be carried out; nothing has changed. */
export class CallError extends CodedError<CallErrorCode> {
  override readonly name = "CallError";
}
