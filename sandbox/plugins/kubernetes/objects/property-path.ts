export type PropertyPath = readonly (string | number)[];

/** Writes a path as Pulumi does: `spec.ports[0].name`, with quotes where a name has dots, quotes or brackets. */
export function formatPath(path: PropertyPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") {
      return `${text}[${step}]`;
    }
    if (/[."[\]]/.test(step)) {
      return `${text}["${step.replaceAll('"', '\\"')}"]`;
    }
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

const step = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|\.?([^.[\]"]+)/y;

/** Reads such a path; `*` as a name or index stands for any. Text after a fault in the path is ignored. */
export function parsePath(text: string): PropertyPath {
  const path: (string | number)[] = [];
  step.lastIndex = 0;
  for (let match = step.exec(text); match !== null; match = step.exec(text)) {
    const [, quoted, index, name = ""] = match;
    if (quoted !== undefined) {
      path.push(quoted.replaceAll('\\"', '"'));
    } else if (index !== undefined) {
      path.push(index === "*" ? index : Number(index));
    } else {
      path.push(name);
    }
  }
  return path;
}

/** Whether a path lies at or below another. */
export function isWithin(path: PropertyPath, outer: PropertyPath): boolean {
  return outer.length <= path.length && outer.every((part, index) => part === "*" || part === path[index]);
}
