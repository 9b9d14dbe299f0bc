/** Calls what the application gave us. An error of its own surfaces as uncaught, and disturbs nothing here. */
export function tell<Arguments extends unknown[]>(
  listener: ((...values: Arguments) => void) | undefined,
  ...values: Arguments
): void {
  try {
    listener?.(...values);
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}
