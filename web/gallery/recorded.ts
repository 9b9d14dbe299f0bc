/** The name of a method, and what it was called with. */
export type Asked = readonly [method: string, ...values: unknown[]];

/** The same object; every call of one of its methods is put into `asked`. */
export function recorded<Target extends object>(target: Target, asked: Asked[]): Target {
  return new Proxy(target, {
    get(_, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...values: unknown[]): unknown => {
        asked.push([String(name), ...values]);
        return Reflect.apply(value, target, values);
      };
    },
  });
}
