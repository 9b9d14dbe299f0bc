/** An error with a stable code to branch on. The message is the code too: `sentence(code)` says it to the user. */
export class CodedError<Code extends string> extends Error {
  constructor(
    readonly code: Code,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}
