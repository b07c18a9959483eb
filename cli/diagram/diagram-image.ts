/**
 * Draws a graph in the language of Graphviz as SVG, with Graphviz itself compiled to WebAssembly, so that
 * nothing has to be installed. Equal graphs give equal images.
 */
export async function svgOf(dot: string): Promise<string> {
  // Loaded only here: it takes a moment, and no other command needs it.
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  const svg = (await Graphviz.load()).dot(dot, "svg");
  return svg.slice(svg.indexOf("<svg"));
}
